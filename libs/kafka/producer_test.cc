#include "kafka/producer.h"

#include <atomic>

#include "kafka/broker_fixture.h"
#include "kafka/log_reader.h"

namespace yachay::kafka {
namespace {

std::vector<ReceivedRecord> ReadAll(const EmbeddedBroker& broker, const std::string& topic) {
  auto reader = LogReader::Create({.brokers = broker.brokers(), .topic = topic});
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
  return seen.records();
}

TEST_CASE("a record arrives with key, value, headers and time, and the answer says where") {
  auto broker = BrokerWith("t", 3);
  auto producer = ProducerTo(*broker);
  Record record{
      .key = "learner", .value = std::string("\0\xff", 2), .headers = {{"ce_id", "7"}, {"empty", ""}}};
  record.timestamp_ms = 1'700'000'000'123;
  absl::StatusOr<Position> at = absl::UnknownError("no answer");
  REQUIRE(producer->Produce("t", record, [&](absl::StatusOr<Position> answer) { at = answer; }).ok());
  REQUIRE(producer->Flush(kPatience).ok());
  REQUIRE(at.ok());
  CHECK(Eventually([&] { return producer->connected(); }));
  CHECK(producer->queued() == 0);

  const auto records = ReadAll(*broker, "t");
  REQUIRE(records.size() == 1);
  CHECK(records[0].key == record.key);
  CHECK(records[0].value == record.value);
  CHECK(records[0].headers == record.headers);
  CHECK(*FindHeader(records[0], "ce_id") == "7");
  CHECK(FindHeader(records[0], "absent") == nullptr);
  CHECK(records[0].timestamp_ms == record.timestamp_ms);
  CHECK(records[0].partition == at->partition);
  CHECK(records[0].offset == at->offset);
}

TEST_CASE("keys land where JVM clients put them") {
  auto broker = BrokerWith("t", 12);
  auto producer = ProducerTo(*broker);
  // (murmur2(key) & 0x7fffffff) % 12, from the hashes in Kafka's own UtilsTest.
  const std::vector<std::pair<std::string, int32_t>> hashes = {
      {"21", -973932308}, {"foobar", -790332482}, {"a-little-bit-long-string", -985981536}};
  for (const auto& [key, hash] : hashes) {
    int32_t partition = -1;
    REQUIRE(
        producer->Produce("t", {.key = key}, [&](absl::StatusOr<Position> at) { partition = at->partition; })
            .ok());
    REQUIRE(producer->Flush(kPatience).ok());
    CHECK(partition == (hash & 0x7fffffff) % 12);
  }
}

TEST_CASE("every record gets one answer, and one place on the log, though the broker stumbles") {
  auto broker = BrokerWith("t", 2);
  auto producer = ProducerTo(*broker);
  broker->FailNext(Request::kProduce,
                   {6, -195, 7, 19});  // not leader, hang up, timed out, not enough replicas
  std::vector<std::atomic<int>> answers(500);
  for (size_t i = 0; i < answers.size(); ++i) {
    const std::string number = std::to_string(i);
    REQUIRE(producer
                ->Produce("t", {.key = number, .value = number},
                          [&answers, i](absl::StatusOr<Position> at) { answers[i] += at.ok() ? 1 : 1000; })
                .ok());
  }
  REQUIRE(producer->Flush(kPatience).ok());
  for (const auto& count : answers) CHECK(count == 1);
  CHECK(ReadAll(*broker, "t").size() == answers.size());
}

TEST_CASE("a full queue refuses the record, and its callback stays silent") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker, {.queue_records = 10});
  REQUIRE(Eventually([&] { return producer->connected(); }));
  broker->Down();
  std::atomic<int> answers = 0;
  auto produce = [&] {
    return producer->Produce("t", {.value = "v"}, [&](absl::StatusOr<Position>) { ++answers; });
  };
  for (int i = 0; i < 10; ++i) REQUIRE(produce().ok());
  CHECK(absl::IsResourceExhausted(produce()));
  CHECK(producer->queued() == 10);

  broker->Up();
  REQUIRE(producer->Flush(kPatience).ok());
  CHECK(answers == 10);
  CHECK(produce().ok());
}

TEST_CASE("what cannot be delivered in time says so") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker, {.delivery_timeout = absl::Seconds(1)});
  broker->Down();
  absl::StatusOr<Position> at = absl::UnknownError("no answer");
  REQUIRE(producer->Produce("t", {.value = "v"}, [&](absl::StatusOr<Position> answer) { at = answer; }).ok());
  const absl::Status early = producer->Flush(absl::Milliseconds(1));
  CHECK(absl::IsDeadlineExceeded(early));
  CHECK(early.message().find("1 records have no answer") != std::string::npos);
  REQUIRE(producer->Flush(kPatience).ok());
  CHECK(absl::IsDeadlineExceeded(at.status()));
  CHECK(Eventually([&] { return !producer->connected(); }));
}

TEST_CASE("a producer that goes away answers for what it still holds") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  broker->Down();
  absl::StatusOr<Position> at = absl::UnknownError("no answer");
  REQUIRE(producer->Produce("t", {.value = "v"}, [&](absl::StatusOr<Position> answer) { at = answer; }).ok());
  producer.reset();
  CHECK(absl::IsUnavailable(at.status()));
}

TEST_CASE("after a fatal error the client inside is replaced and goes on") {
  auto broker = BrokerWith("t", 1);
  broker->FailNext(Request::kInitProducerId, {31, 31});  // cluster authorization failed, twice
  auto producer = ProducerTo(*broker);
  auto delivered = [&] {
    bool ok = false;
    const absl::Status queued =
        producer->Produce("t", {.value = "v"}, [&](absl::StatusOr<Position> at) { ok = at.ok(); });
    CHECK((queued.ok() || absl::IsUnavailable(queued)));
    return producer->Flush(kPatience).ok() && ok;
  };
  CHECK(Eventually(delivered));
  CHECK(producer->replaced() == 2);
}

TEST_CASE("no brokers, or a property that is none, is said at once") {
  CHECK(absl::IsInvalidArgument(Producer::Create({}).status()));
  const auto unknown = Producer::Create({.brokers = "127.0.0.1:1", .properties = {{"no.such", "1"}}});
  CHECK(unknown.status().message().find("no.such") != std::string::npos);
  const auto producer = Producer::Create({.brokers = "127.0.0.1:1"});
  REQUIRE(producer.ok());
  CHECK_FALSE((*producer)->connected());
}

}  // namespace
}  // namespace yachay::kafka
