#include "kafka/consumer.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "kafka/broker_fixture.h"

namespace yachay::kafka {
namespace {

ConsumerOptions OptionsFor(const EmbeddedBroker& broker, const std::string& group = "g") {
  return {.brokers = broker.brokers(),
          .group = group,
          .topics = {"t"},
          .first_retry = absl::Milliseconds(1),
          .last_retry = absl::Milliseconds(20),
          .unhealthy_after = 3,
          .properties = {{"heartbeat.interval.ms", "200"}, {"session.timeout.ms", "6000"}}};
}

std::unique_ptr<Consumer> Started(ConsumerOptions options, ConsumerHooks hooks) {
  auto consumer = Consumer::Create(std::move(options), std::move(hooks));
  INFO(consumer.status().ToString());
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

TEST_CASE("records come in the order of the log, in batches no larger than asked") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 1000);
  Seen seen;
  std::atomic<size_t> largest = 0;
  ConsumerOptions options = OptionsFor(*broker);
  options.max_batch = 64;
  auto consumer = Started(options, {.handle = [&](Batch batch) {
                            largest = std::max<size_t>(largest, batch.size());
                            seen.Add(batch);
                            return absl::OkStatus();
                          }});
  REQUIRE(Eventually([&] { return seen.count() == 1000; }));
  CHECK(seen.values() == Numbers(0, 1000));
  CHECK(largest <= 64);
  REQUIRE(Eventually([&] { return consumer->caught_up(); }));
  CHECK(Eventually([&] { return consumer->connected(); }));
  CHECK(consumer->healthy());
  CHECK(consumer->assigned() == Partitions{{"t", 0}});
  CHECK(consumer->positions() == Offsets{{{"t", 0}, 1000}});
  CHECK(consumer->lag() == Offsets{{{"t", 0}, 0}});
  CHECK(consumer->backlog().records == 0);
  CHECK(*consumer->EndOffsets({{"t", 0}, {"t", 7}}, kPatience) == Offsets{{{"t", 0}, 1000}});
}

TEST_CASE("what a handler refuses comes again, in front of the rest, until it takes it") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 20);
  Seen taken;
  std::atomic<int> tries = 0;
  std::atomic<bool> broken = true;
  ConsumerOptions options = OptionsFor(*broker);
  options.max_batch = 8;
  auto consumer = Started(options, {.handle = [&](Batch batch) -> absl::Status {
                            ++tries;
                            if (broken) return absl::UnavailableError("store is away");
                            taken.Add(batch);
                            return absl::OkStatus();
                          }});
  REQUIRE(Eventually([&] { return tries > 6 && !consumer->healthy(); }));
  CHECK(consumer->status().message() == "store is away");
  CHECK(consumer->positions().empty());
  CHECK_FALSE(consumer->caught_up());

  ProduceNumbers(*producer, "t", 20, 30);
  broken = false;
  REQUIRE(Eventually([&] { return taken.count() == 30; }));
  CHECK(taken.values() == Numbers(0, 30));
  CHECK(Eventually([&] { return consumer->healthy(); }));
}

TEST_CASE("what waits behind a handler that refuses is counted, and grows older") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 10);
  std::atomic<bool> broken = false;
  auto consumer = Started(OptionsFor(*broker), {.handle = [&](Batch) -> absl::Status {
                            return broken ? absl::UnavailableError("store is away") : absl::OkStatus();
                          }});
  REQUIRE(Eventually([&] { return consumer->caught_up(); }));
  broken = true;
  ProduceNumbers(*producer, "t", 10, 30);
  REQUIRE(Eventually([&] { return consumer->backlog().records == 20; }));
  const absl::Duration age = consumer->backlog().age;
  CHECK(age > absl::ZeroDuration());
  CHECK(Eventually([&] { return consumer->backlog().age > age; }));
  broken = false;
  CHECK(Eventually([&] { return consumer->backlog().records == 0; }));
  CHECK(consumer->backlog().age == absl::ZeroDuration());
}

TEST_CASE("only what was handled is committed: the next member starts behind it") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 10);
  ConsumerOptions options = OptionsFor(*broker);
  options.max_batch = 4;
  std::atomic<int> refused = 0;
  auto first = Started(options, {.handle = [&](Batch batch) -> absl::Status {
                         if (batch.front().offset < 4) return absl::OkStatus();
                         ++refused;
                         return absl::InternalError("not these");
                       }});
  REQUIRE(Eventually([&] { return refused > 1; }));
  first->Stop();
  first->Stop();  // again: nothing

  Seen seen;
  auto second = Started(OptionsFor(*broker), Into(seen));
  REQUIRE(Eventually([&] { return second->caught_up(); }));
  CHECK(seen.values() == Numbers(4, 10));
}

TEST_CASE("Stop commits what was handled, without waiting for the interval") {
  auto broker = BrokerWith("t", 4);
  auto producer = ProducerTo(*broker);
  for (const char* key : {"a", "b", "c", "d"}) ProduceNumbers(*producer, "t", 0, 25, key);
  ConsumerOptions options = OptionsFor(*broker);
  options.commit_interval = absl::Hours(1);
  Seen before;
  auto first = Started(options, Into(before));
  REQUIRE(Eventually([&] { return before.count() == 100; }));
  first->Stop();
  CHECK(first->assigned().empty());

  Seen after;
  auto second = Started(OptionsFor(*broker), Into(after));
  REQUIRE(Eventually([&] { return second->caught_up(); }));
  CHECK(after.count() == 0);
}

TEST_CASE("a store's own position wins over the committed one, per partition") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 10);
  Seen seen;
  std::atomic<int> revoked = 0;
  ConsumerHooks hooks = Into(seen);
  std::atomic<int> assigned = 0;
  hooks.on_assigned = [&](const Partitions& partitions) {
    assigned += static_cast<int>(partitions.size());
    return Offsets{{partitions[0], 7}};
  };
  hooks.on_revoked = [&](const Partitions& partitions) { revoked += static_cast<int>(partitions.size()); };
  auto consumer = Started(OptionsFor(*broker), hooks);
  REQUIRE(Eventually([&] { return consumer->caught_up(); }));
  CHECK(seen.values() == Numbers(7, 10));
  consumer->Stop();
  CHECK(assigned == 1);
  CHECK(revoked == 1);
}

TEST_CASE("two members share the partitions, and one takes over what the other leaves") {
  auto broker = BrokerWith("t", 4);
  auto producer = ProducerTo(*broker);
  Seen seen;
  auto first = Started(OptionsFor(*broker), Into(seen));
  REQUIRE(Eventually([&] { return first->assigned().size() == 4; }));
  Seen other;
  auto second = Started(OptionsFor(*broker), Into(other));
  REQUIRE(Eventually([&] { return first->assigned().size() == 2 && second->assigned().size() == 2; }));
  for (int i = 0; i < 50; ++i) ProduceNumbers(*producer, "t", i, i + 1, "key" + std::to_string(i));
  REQUIRE(Eventually([&] { return seen.count() + other.count() == 50; }));
  CHECK(other.count() > 0);

  second->Stop();
  REQUIRE(Eventually([&] { return first->assigned().size() == 4; }));
  for (int i = 0; i < 50; ++i) ProduceNumbers(*producer, "t", i, i + 1, "key" + std::to_string(i));
  REQUIRE(Eventually([&] { return seen.count() + other.count() >= 100; }));
}

// librdkafka loses the start of a partition that is paused or resumed right after it was assigned (its issue
// 2190).
TEST_CASE("what a handler refuses while the group moves comes again all the same") {
  auto broker = BrokerWith("t", 4);
  auto producer = ProducerTo(*broker);
  for (int key = 0; key < 8; ++key) ProduceNumbers(*producer, "t", 0, 50, std::to_string(key));
  for (int round = 0; round < 2; ++round) {
    Seen seen;
    std::atomic<bool> refuses = true;
    std::atomic<int> refused = 0;
    const std::string group = absl::StrCat("moving-", round);
    auto stays = Started(OptionsFor(*broker, group), {.handle = [&](Batch batch) -> absl::Status {
                           if (refuses && ++refused > 0) return absl::UnavailableError("not yet");
                           seen.Add(batch);
                           return absl::OkStatus();
                         }});
    REQUIRE(Eventually([&] { return refused > 0; }));
    auto comes =
        Started(OptionsFor(*broker, group), {.handle = [](Batch) { return absl::UnavailableError("no"); }});
    REQUIRE(Eventually([&] { return comes->assigned().size() == 2 && stays->assigned().size() == 2; }));
    const int before = refused;
    REQUIRE(Eventually([&] { return refused > before; }));
    comes.reset();
    REQUIRE(Eventually([&] { return stays->assigned().size() == 4; }));
    refuses = false;
    CHECK(Eventually([&] { return seen.count() >= 400; }));
    CHECK(Eventually([&] { return stays->caught_up(); }));
  }
}

TEST_CASE("a broker that goes away and comes back is met again") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 5);
  Seen seen;
  auto consumer = Started(OptionsFor(*broker), Into(seen));
  REQUIRE(Eventually([&] { return seen.count() == 5; }));
  broker->Down();
  REQUIRE(Eventually([&] { return !consumer->connected(); }));
  broker->Up();
  ProduceNumbers(*producer, "t", 5, 10);
  REQUIRE(Eventually([&] { return seen.count() >= 10; }));
  CHECK(Eventually([&] { return consumer->connected(); }));
}

TEST_CASE("Stop returns though the broker is gone, and though there never was one") {
  auto broker = BrokerWith("t", 1);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 5);
  Seen seen;
  auto consumer = Started(OptionsFor(*broker), Into(seen));
  REQUIRE(Eventually([&] { return seen.count() == 5; }));
  broker->Down();
  consumer->Stop();

  auto nowhere = Started({.brokers = "127.0.0.1:1", .group = "g", .topics = {"t"}}, Into(seen));
  CHECK_FALSE(nowhere->connected());
  nowhere->Stop();
  CHECK_FALSE(nowhere->caught_up());
}

TEST_CASE("a topic that nobody created is named, and read once it is there") {
  auto broker = BrokerWith("t", 1);
  broker->FailTopic("t", 3);
  Seen seen;
  ConsumerOptions options = OptionsFor(*broker);
  options.properties["topic.metadata.refresh.interval.ms"] = "200";
  auto consumer = Started(options, Into(seen));
  REQUIRE(Eventually([&] { return !consumer->healthy(); }));
  CHECK(consumer->status().message().find("t") != std::string::npos);
  broker->FailTopic("t", 0);
  auto producer = ProducerTo(*broker);
  ProduceNumbers(*producer, "t", 0, 3);
  REQUIRE(Eventually([&] { return seen.count() == 3; }));
  CHECK(Eventually([&] { return consumer->healthy(); }));
}

TEST_CASE("options that cannot work are said at once") {
  const ConsumerHooks hooks = {.handle = [](Batch) { return absl::OkStatus(); }};
  CHECK(absl::IsInvalidArgument(Consumer::Create({.brokers = "b:1", .topics = {"t"}}, hooks).status()));
  CHECK(absl::IsInvalidArgument(Consumer::Create({.brokers = "b:1", .group = "g"}, hooks).status()));
  CHECK(absl::IsInvalidArgument(Consumer::Create({.group = "g", .topics = {"t"}}, hooks).status()));
  CHECK(absl::IsInvalidArgument(
      Consumer::Create({.brokers = "b:1", .group = "g", .topics = {"t"}}, {}).status()));
}

}  // namespace
}  // namespace yachay::kafka
