#include "kafka/topic.h"

#include "kafka/broker_fixture.h"

namespace yachay::kafka {
namespace {

AdminOptions To(const EmbeddedBroker& broker) { return {.brokers = broker.brokers()}; }

TEST_CASE("topics are listed by name with their partitions") {
  auto broker = EmbeddedBroker::Start({.topics = {{"b", 2}, {"a", 5}}});
  REQUIRE(broker.ok());
  const auto topics = ListTopics(To(**broker));
  REQUIRE(topics.ok());
  REQUIRE(topics->size() == 2);
  CHECK(topics->at(0).name == "a");
  CHECK(topics->at(0).partitions == 5);
  CHECK(topics->at(1).name == "b");
}

TEST_CASE("what exists stays as it is; where it is not as asked for is said") {
  auto broker = BrokerWith("t", 2);
  const AdminOptions options{.brokers = broker->brokers(), .timeout = absl::Milliseconds(500)};
  const auto differences = [&](const TopicSpec& spec) {
    const auto ensured = EnsureTopics(options, std::vector<TopicSpec>{spec});
    INFO(ensured.status().ToString());
    REQUIRE(ensured.ok());
    CHECK(ensured->created.empty());
    // The embedded broker has no admin calls, which is said first.
    REQUIRE_FALSE(ensured->differences.empty());
    CHECK(ensured->differences[0].find("settings are not compared") == 0);
    return std::vector<std::string>(ensured->differences.begin() + 1, ensured->differences.end());
  };
  CHECK(differences({.name = "t", .partitions = 2}).empty());
  CHECK(differences({.name = "t", .partitions = 1}) ==
        std::vector<std::string>{"t: partitions 2, asked for 1"});
  const auto more = differences({.name = "t", .partitions = 3, .replication = 3});
  REQUIRE(more.size() == 2);
  CHECK(more[0].find("t: partitions 2, asked for 3; more would move keys") == 0);
  CHECK(more[1] == "t: replication 1, asked for 3");
  CHECK(ListTopics(To(*broker))->at(0).partitions == 2);
}

TEST_CASE("the embedded broker creates none on request, and says what to do") {
  auto broker = BrokerWith("t", 2);
  const AdminOptions options{.brokers = broker->brokers(), .timeout = absl::Milliseconds(300)};
  const auto made = EnsureTopics(options, std::vector<TopicSpec>{{.name = "new", .partitions = 2}});
  INFO(made.status().ToString());
  CHECK(absl::IsUnavailable(made.status()));
  CHECK(made.status().message().find("--topic") != std::string::npos);
}

TEST_CASE("no broker: an error that names the address") {
  const auto topics = ListTopics({.brokers = "127.0.0.1:1", .timeout = absl::Milliseconds(200)});
  CHECK(absl::IsUnavailable(topics.status()));
  CHECK(topics.status().message().find("127.0.0.1:1") != std::string::npos);
}

TEST_CASE("a partition that outgrows the embedded broker is reported as trimmed") {
  auto broker = BrokerWith("t", 2);
  CHECK(broker->Trimmed()->empty());
  auto producer =
      ProducerTo(*broker, {.properties = {{"compression.type", "none"}, {"batch.size", "200000"}}});
  const std::string large(100'000, 'x');
  for (int i = 0; i < 80; ++i) {
    REQUIRE(producer->Produce("t", {.key = "same", .value = large}, [](absl::StatusOr<Position>) {}).ok());
  }
  REQUIRE(producer->Flush(kPatience).ok());
  const auto trimmed = broker->Trimmed();
  REQUIRE(trimmed.ok());
  CHECK(trimmed->size() == 1);
}

TEST_CASE("a topic without a name or partitions is refused") {
  CHECK(absl::IsInvalidArgument(EmbeddedBroker::Start({.topics = {{"", 1}}}).status()));
  CHECK(absl::IsInvalidArgument(EmbeddedBroker::Start({.topics = {{"t", 0}}}).status()));
}

}  // namespace
}  // namespace yachay::kafka
