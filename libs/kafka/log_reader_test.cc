#include "kafka/log_reader.h"

#include <atomic>

#include "kafka/broker_fixture.h"

namespace yachay::kafka {
namespace {

std::unique_ptr<LogReader> ReaderOf(const EmbeddedBroker& broker, const std::string& topic) {
  auto reader = LogReader::Create(
      {.brokers = broker.brokers(), .topic = topic, .max_batch = 16, .first_retry = absl::Milliseconds(1)});
  REQUIRE(reader.ok());
  return *std::move(reader);
}

LogReader::Handler Into(Seen& seen) {
  return [&seen](Batch batch) {
    seen.Add(batch);
    return absl::OkStatus();
  };
}

TEST_CASE("it reads all partitions from the beginning to the end, then what was added since") {
  auto broker = BrokerWith("t", 3);
  auto producer = ProducerTo(*broker);
  for (int i = 0; i < 100; ++i) ProduceNumbers(*producer, "t", i, i + 1, std::to_string(i));
  auto reader = ReaderOf(*broker, "t");
  Seen seen;
  REQUIRE(reader->ReadToEnd(Into(seen), kPatience).ok());
  CHECK(seen.count() == 100);
  REQUIRE(reader->ReadToEnd(Into(seen), kPatience).ok());
  CHECK(seen.count() == 100);
  ProduceNumbers(*producer, "t", 100, 110);
  REQUIRE(reader->ReadToEnd(Into(seen), kPatience).ok());
  CHECK(seen.count() == 110);
}

TEST_CASE("an empty topic is at its end, an absent one is named, an absent broker runs out of time") {
  auto broker = BrokerWith("t", 3);
  Seen seen;
  CHECK(ReaderOf(*broker, "t")->ReadToEnd(Into(seen), kPatience).ok());
  broker->FailTopic("absent", 3);
  const absl::Status absent = ReaderOf(*broker, "absent")->ReadToEnd(Into(seen), kPatience);
  CHECK(absl::IsNotFound(absent));
  CHECK(absent.message().find("no topic absent") != std::string::npos);
  broker->Down();
  CHECK(absl::IsDeadlineExceeded(ReaderOf(*broker, "t")->ReadToEnd(Into(seen), absl::Milliseconds(300))));
  CHECK(seen.count() == 0);
}

TEST_CASE("a handler's error ends the reading, and nothing is lost for the next call") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 40);
  auto reader = ReaderOf(*broker, "t");
  CHECK(reader->ReadToEnd([](Batch) { return absl::InternalError("no"); }, kPatience) ==
        absl::InternalError("no"));
  Seen seen;
  REQUIRE(reader->ReadToEnd(Into(seen), kPatience).ok());
  CHECK(seen.values() == Numbers(0, 40));
}

TEST_CASE("following starts where reading ended, and says when it has caught up") {
  auto broker = BrokerWith("t", 2);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 10);
  auto reader = ReaderOf(*broker, "t");
  Seen seen;
  CHECK_FALSE(reader->caught_up());
  REQUIRE(reader->ReadToEnd(Into(seen), kPatience).ok());
  reader->Follow(Into(seen));
  REQUIRE(Eventually([&] { return reader->caught_up(); }));
  ProduceNumbers(*producer, "t", 10, 20);
  REQUIRE(Eventually([&] { return seen.count() == 20; }));
  CHECK(seen.values() == Numbers(0, 20));
  CHECK(Eventually([&] { return reader->connected(); }));
  reader->Stop();
}

TEST_CASE("following waits for a topic, and for a handler that is not ready") {
  auto broker = BrokerWith("late", 1);
  broker->FailTopic("late", 3);
  auto reader = ReaderOf(*broker, "late");
  Seen seen;
  std::atomic<bool> ready = false;
  reader->Follow([&](Batch batch) -> absl::Status {
    if (!ready) return absl::UnavailableError("not ready");
    seen.Add(batch);
    return absl::OkStatus();
  });
  REQUIRE(Eventually([&] { return absl::IsNotFound(reader->status()); }));
  CHECK_FALSE(reader->caught_up());
  broker->FailTopic("late", 0);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "late", 0, 5);
  REQUIRE(Eventually([&] { return reader->status() == absl::UnavailableError("not ready"); }));
  ready = true;
  REQUIRE(Eventually([&] { return seen.count() == 5; }));
  CHECK(Eventually([&] { return reader->status().ok() && reader->caught_up(); }));
}

TEST_CASE("the last few of each partition, also where there are fewer") {
  auto broker = BrokerWith("t", 2);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 10);
  auto reader = LogReader::Create({.brokers = broker->brokers(), .topic = "t", .last = 3});
  REQUIRE(reader.ok());
  Seen seen;
  const absl::Status read = (*reader)->ReadToEnd(
      [&](Batch batch) {
        seen.Add(batch);
        return absl::OkStatus();
      },
      kPatience);
  INFO(read.ToString());
  REQUIRE(read.ok());
  CHECK(seen.values() == Numbers(7, 10));
}

TEST_CASE("a partition begins where it is told to, also at its end") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 10);
  for (const int64_t start : {int64_t{4}, int64_t{10}}) {
    auto reader = LogReader::Create({.brokers = broker->brokers(), .topic = "t", .starts = {{0, start}}});
    REQUIRE(reader.ok());
    int seen = 0;
    const absl::Status read = (*reader)->ReadToEnd(
        [&](Batch batch) {
          for (const ReceivedRecord& record : batch) CHECK(record.offset >= start);
          seen += static_cast<int>(batch.size());
          return absl::OkStatus();
        },
        kPatience);
    INFO(read.ToString());
    CHECK(read.ok());
    CHECK(seen == 10 - start);
  }
}

}  // namespace
}  // namespace yachay::kafka
