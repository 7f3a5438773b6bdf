// What librdkafka's mock cannot show: a real Apache Kafka at YACHAY_KAFKA (tools/kafka start prints it).
#include <atomic>
#include <chrono>
#include <cstdlib>

#include "kafka/broker_fixture.h"
#include "kafka/log_reader.h"
#include "kafka/topic.h"

namespace yachay::kafka {
namespace {

// Empty, and said so, when there is no broker to test on.
std::string Broker() {
  const char* address = std::getenv("YACHAY_KAFKA");
  if (address != nullptr && *address != '\0') return address;
  WARN("skipped: YACHAY_KAFKA names no broker (tools/kafka start)");
  return "";
}

// A name that no earlier run on this broker has used.
std::string Unique(const std::string& name) {
  return name + "-" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

std::string MakeTopic(const std::string& broker, int partitions) {
  const std::string topic = Unique("test");
  const auto made =
      EnsureTopics({.brokers = broker}, std::vector<TopicSpec>{{.name = topic, .partitions = partitions}});
  INFO(made.status().ToString());
  REQUIRE(made.ok());
  return topic;
}

std::unique_ptr<Producer> ProducerTo(const std::string& broker) {
  auto producer = Producer::Create({.brokers = broker});
  REQUIRE(producer.ok());
  return *std::move(producer);
}

std::unique_ptr<Consumer> Started(const std::string& broker, const std::string& topic, ConsumerHooks hooks) {
  auto consumer = Consumer::Create({.brokers = broker, .group = topic, .topics = {topic}}, std::move(hooks));
  REQUIRE(consumer.ok());
  (*consumer)->Start();
  return *std::move(consumer);
}

ConsumerHooks Into(Seen& seen) {
  return {.handle = [&seen](Batch batch) {
    seen.Add(batch);
    return absl::OkStatus();
  }};
}

TEST_CASE("topics: created once as asked for, then left alone; what differs is said") {
  const std::string broker = Broker();
  if (broker.empty()) return;
  const AdminOptions options{.brokers = broker};
  const std::vector<TopicSpec> specs = {
      {.name = Unique("kept"), .partitions = 3, .min_insync_replicas = 2, .retention_ms = 86'400'000},
      {.name = Unique("compacted"), .partitions = 1, .compacted = true},
  };
  const auto made = EnsureTopics(options, specs);
  INFO(made.status().ToString());
  REQUIRE(made.ok());
  CHECK(made->created.size() == 2);
  CHECK(made->differences.empty());
  const auto again = EnsureTopics(options, specs);
  REQUIRE(again.ok());
  CHECK(again->created.empty());
  CHECK(again->differences == std::vector<std::string>());

  const TopicSpec other{.name = specs[0].name, .partitions = 4, .replication = 3, .min_insync_replicas = 1};
  const auto told = EnsureTopics(options, std::vector<TopicSpec>{other});
  REQUIRE(told.ok());
  REQUIRE(told->differences.size() == 4);
  CHECK(told->differences[0].find(": partitions 3, asked for 4; ") != std::string::npos);
  CHECK(told->differences[1] == other.name + ": replication 1, asked for 3");
  CHECK(told->differences[2] == other.name + ": min.insync.replicas 2, asked for 1");
  CHECK(told->differences[3] == other.name + ": retention.ms 86400000, asked for -1");
  CHECK(EnsureTopics(options, specs)->differences.empty());  // nothing was changed
}

TEST_CASE("a topic that the broker refuses is said with its reason") {
  const std::string broker = Broker();
  if (broker.empty()) return;
  const auto made =
      EnsureTopics({.brokers = broker}, std::vector<TopicSpec>{{.name = Unique("r"), .replication = 7}});
  REQUIRE_FALSE(made.ok());
  INFO(made.status().ToString());
  CHECK(made.status().message().find("eplication") != std::string::npos);
}

TEST_CASE("more records than the embedded broker keeps come back, in order per key") {
  const std::string broker = Broker();
  if (broker.empty()) return;
  const std::string topic = MakeTopic(broker, 4);
  auto producer = ProducerTo(broker);
  constexpr int kCount = 120'000;
  std::atomic<int> failed = 0;
  for (int i = 0; i < kCount; ++i) {
    const Record record{.key = std::to_string(i % 100), .value = std::to_string(i)};
    auto produce = [&] {
      return producer->Produce(topic, record,
                               [&](absl::StatusOr<Position> at) { failed += at.ok() ? 0 : 1; });
    };
    absl::Status queued = produce();
    while (absl::IsResourceExhausted(queued)) {
      REQUIRE(producer->Flush(kPatience).ok());
      queued = produce();
    }
    REQUIRE(queued.ok());
  }
  REQUIRE(producer->Flush(kPatience).ok());
  CHECK(failed == 0);

  auto reader = LogReader::Create({.brokers = broker, .topic = topic});
  REQUIRE(reader.ok());
  std::map<std::string, int> last;
  int count = 0;
  int disordered = 0;
  const absl::Status read = (*reader)->ReadToEnd(
      [&](Batch batch) {
        for (const ReceivedRecord& record : batch) {
          const int value = std::stoi(record.value);
          if (auto before = last.find(record.key); before != last.end() && before->second >= value)
            ++disordered;
          last[record.key] = value;
          ++count;
        }
        return absl::OkStatus();
      },
      kPatience);
  CHECK(read.ok());
  CHECK(count == kCount);
  CHECK(disordered == 0);
}

TEST_CASE("a member that stops hands on exactly where it was, and two share the partitions") {
  const std::string broker = Broker();
  if (broker.empty()) return;
  const std::string topic = MakeTopic(broker, 4);
  auto producer = ProducerTo(broker);
  for (int i = 0; i < 100; ++i) ProduceNumbers(*producer, topic, i, i + 1, std::to_string(i));
  Seen seen;
  auto first = Started(broker, topic, Into(seen));
  REQUIRE(Eventually([&] { return first->caught_up(); }));
  auto second = Started(broker, topic, Into(seen));
  REQUIRE(Eventually([&] { return first->assigned().size() == 2 && second->assigned().size() == 2; }));
  first->Stop();
  REQUIRE(Eventually([&] { return second->assigned().size() == 4; }));
  for (int i = 100; i < 200; ++i) ProduceNumbers(*producer, topic, i, i + 1, std::to_string(i));
  REQUIRE(Eventually([&] { return second->caught_up() && seen.count() >= 200; }));
  second->Stop();
  CHECK(seen.count() == 200);
}

TEST_CASE("a refused batch waits while the member stays, then goes through once") {
  const std::string broker = Broker();
  if (broker.empty()) return;
  const std::string topic = MakeTopic(broker, 2);
  auto producer = ProducerTo(broker);
  ProduceNumbers(*producer, topic, 0, 50);
  Seen seen;
  std::atomic<int> tries = 0;
  auto consumer = Started(broker, topic, {.handle = [&](Batch batch) -> absl::Status {
                            if (++tries < 4) return absl::UnavailableError("not yet");
                            seen.Add(batch);
                            return absl::OkStatus();
                          }});
  REQUIRE(Eventually([&] { return seen.count() >= 50; }));
  ProduceNumbers(*producer, topic, 50, 60);
  REQUIRE(Eventually([&] { return seen.count() >= 60; }));
  CHECK(seen.values() == Numbers(0, 60));
}

TEST_CASE("a topic that is not there is named, by the reader and by the consumer") {
  const std::string broker = Broker();
  if (broker.empty()) return;
  const std::string topic = Unique("absent");
  auto reader = LogReader::Create({.brokers = broker, .topic = topic});
  REQUIRE(reader.ok());
  Seen seen;
  CHECK(absl::IsNotFound((*reader)->ReadToEnd([](Batch) { return absl::OkStatus(); }, kPatience)));
  auto consumer = Started(broker, topic, Into(seen));
  REQUIRE(Eventually([&] { return absl::IsNotFound(consumer->status()); }));
  CHECK(consumer->status().message().find(topic) != std::string::npos);
}

}  // namespace
}  // namespace yachay::kafka
