#include "cli/dead_letters.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command.h"
#include "cli/events_options.h"
#include "cli/features_log.h"
#include "events/codec.h"
#include "events/topics.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

constexpr std::int64_t kNow = 1'790'000'000'000;

events::Event Good() {
  events::Event event;
  event.event_id = "123e4567-e89b-12d3-a456-426614174000";
  event.learner_id = "learner-1";
  event.game_id = "game";
  event.occurred_at_ms = kNow - 1000;
  event.received_at_ms = kNow;
  event.payload = events::LevelReached{3};
  return event;
}

kafka::ReceivedRecord LetterOf(std::string value, int offset) {
  kafka::ReceivedRecord record;
  record.topic = "dlq";
  record.offset = offset;
  record.key = "learner-1";
  record.value = std::move(value);
  record.timestamp_ms = kNow + offset;
  record.headers = {{"ce_id", "e"},
                    {"error", "why"},
                    {"original_topic", "events"},
                    {"original_partition", "3"},
                    {"original_offset", "42"},
                    {"attempt", "1"}};
  return record;
}

TEST_CASE("a letter that came twice is one, and a marker says that it was sent again") {
  DeadLetters letters;
  letters.Add(LetterOf("x", 1));
  letters.Add(LetterOf("x", 2));
  REQUIRE(letters.All().size() == 1);
  const DeadLetter letter = letters.All()[0];
  CHECK(letter.id() == "0:1");
  CHECK(letter.original == "events/3/42");
  CHECK(letter.error == "why");
  CHECK_FALSE(letter.replayed);
  kafka::ReceivedRecord marker;
  static_cast<kafka::Record&>(marker) = MarkerOf(letter, {"events", 1, 7});
  letters.Add(marker);
  REQUIRE(letters.All().size() == 1);
  CHECK(letters.All()[0].replayed);
}

TEST_CASE("what can be read now goes back as it was, without the letter's headers") {
  const DeadLetter letter{LetterOf(events::Encode(Good()), 1), "events/3/42", "why"};
  const auto record = Repaired(letter);
  REQUIRE(record.ok());
  CHECK(record->value == letter.record.value);
  CHECK(record->key == "learner-1");
  CHECK(record->headers == std::vector<kafka::Header>{{"ce_id", "e"}});
  CHECK(absl::IsInvalidArgument(Repaired({LetterOf("\xff\xff", 1), "events/3/42", "why"}).status()));
}

TEST_CASE("a corrected event is judged like any other") {
  const DeadLetter letter{LetterOf("?", 1), "events/3/42", "why"};
  const std::string good =
      R"({"event_id":"123e4567-e89b-12d3-a456-426614174000","learner_id":"l","game_id":"g",
    "occurred_at":"2026-09-21T13:00:00Z","level_reached":{"level":4}})";
  const auto record = Corrected(letter, good, absl::FromUnixMillis(kNow));
  INFO(record.status().ToString());
  REQUIRE(record.ok());
  CHECK(events::Decode(record->value)->received_at_ms == kNow);
  CHECK(*kafka::FindHeader(*record, "ce_type") == "yachay.events.v1.level_reached");
  CHECK_FALSE(Corrected(letter, "{", absl::FromUnixMillis(kNow)).ok());
  CHECK(Corrected(letter, "{}", absl::FromUnixMillis(kNow)).status().message().find("learner_id") !=
        std::string::npos);
}

// The commands, on a broker.
struct Stand {
  Stand() { options.brokers = broker->brokers(); }

  void Put(const std::string& topic, const kafka::Record& record) {
    REQUIRE((*producer)->Produce(topic, record, [](auto) {}).ok());
    REQUIRE((*producer)->Flush(absl::Seconds(30)).ok());
  }
  nlohmann::json Run(absl::Status (*command)(const EventsOptions&, Cli&),
                     absl::StatusCode code = absl::StatusCode::kOk) {
    std::ostringstream out;
    Cli cli{.json = true, .out = out};
    const absl::Status done = command(options, cli);
    INFO(done.ToString());
    REQUIRE(done.code() == code);
    return nlohmann::json::parse(out.str());
  }

  const events::Topics topics;
  std::unique_ptr<kafka::EmbeddedBroker> broker =
      *kafka::EmbeddedBroker::Start({.topics = {{topics.learner_events(), 2}, {topics.dead_letters(), 2}}});
  absl::StatusOr<std::unique_ptr<kafka::Producer>> producer =
      kafka::Producer::Create({.brokers = broker->brokers()});
  EventsOptions options;
};

TEST_CASE("list, show, replay once, and tail: on the broker") {
  Stand stand;
  stand.Put(stand.topics.dead_letters(), LetterOf(events::Encode(Good()), 0));
  kafka::Record broken = LetterOf("\xff\xff", 0);
  broken.headers[4].value = "43";
  stand.Put(stand.topics.dead_letters(), broken);
  const auto listed = stand.Run(ListDeadLetters)["letters"];
  REQUIRE(listed.size() == 2);

  stand.options.letters = {listed[0]["letter"].get<std::string>()};
  CHECK(stand.Run(ShowDeadLetters)["letters"][0]["value"]["level_reached"]["level"] == 3);

  stand.options.letters.clear();
  stand.options.all = true;
  auto replayed = stand.Run(ReplayDeadLetters);
  CHECK(replayed["replayed"].size() == 1);
  CHECK(replayed["unreadable"].size() == 1);
  replayed = stand.Run(ReplayDeadLetters);  // again: nothing is sent
  CHECK(replayed["replayed"].empty());
  CHECK(replayed["replayed_before"].size() == 1);
  const auto tail = stand.Run(TailEvents)["records"];
  REQUIRE(tail.size() == 1);
  CHECK(tail[0]["event"]["learner_id"] == "learner-1");

  stand.options.all = false;
  CHECK(stand.Run(ListDeadLetters)["letters"].size() == 1);
  stand.options.letters = {listed[1]["letter"].get<std::string>()};
  stand.Run(ReplayDeadLetters, absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("the lines of tail are what recorded events are read from, to the same events") {
  Stand stand;
  std::vector<std::string> sent;
  for (int i = 0; i < 5; ++i) {
    events::Event event = Good();
    event.event_id.back() = static_cast<char>('0' + i);
    event.payload = events::PreferenceSet{"name", "\"ñ\",\n"};
    stand.Put(stand.topics.learner_events(), {event.learner_id, events::Encode(event), {}});
    sent.push_back(events::Encode(event));
  }
  stand.options.lines = true;
  std::ostringstream out;
  Cli cli{.json = false, .out = out};
  REQUIRE(TailEvents(stand.options, cli).ok());
  std::ofstream("tail.jsonl") << out.str();
  std::vector<std::string> read;
  FeaturesLog log;
  log.recorded = {"tail.jsonl"};
  REQUIRE(ReadPartition(log, 0, [&](const std::vector<feature_store::LogRecord>& records) {
            for (const auto& record : records) read.push_back(events::Encode(record.event.value()));
            return absl::OkStatus();
          }).ok());
  CHECK(read == sent);
}

}  // namespace
}  // namespace yachay::cli
