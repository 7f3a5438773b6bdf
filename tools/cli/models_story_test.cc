#include "cli/models_story.h"

#include "testing/catch.h"

namespace yachay::cli {
namespace {

using models::v1::ModelEvent;

ModelEvent Event(ModelEvent::Kind kind, uint64_t version, uint64_t previous, int64_t second) {
  ModelEvent event;
  event.set_kind(kind);
  event.set_version(version);
  event.set_previous_champion(previous);
  event.mutable_at()->set_seconds(second);
  event.set_actor("train-job");
  event.set_evidence("better");
  return event;
}

TEST_CASE("A story is told in order, and what an event says the ledger does not repeat") {
  models::v1::RetrainRequested request;
  request.set_version(1);
  request.set_reason("share of drifted columns 0.42 > 0.30");
  request.add_drifted_columns("Age");
  request.mutable_requested_at()->set_seconds(100);
  const std::vector<models::AliasMove> moves = {
      {"1970-01-01T00:00:10Z", "yachay train", "champion", 0, 1, "the first"},
      {"1970-01-01T00:01:40Z", "train-job", "champion", 1, 2, "better"},
      {"1970-01-01T00:01:40Z", "train-job", "previous", 0, 1, "better"},
      {"1970-01-01T00:03:20Z", "guard", "champion", 2, 1, "worse"}};
  const auto story =
      TellStory(moves,
                {Event(ModelEvent::KIND_PROMOTED, 2, 1, 100), Event(ModelEvent::KIND_CANDIDATE, 2, 1, 100),
                 Event(ModelEvent::KIND_ROLLED_BACK, 2, 1, 200)},
                {request});
  std::vector<std::string> told;
  for (const StoryLine& line : story) told.push_back(line.what);
  CHECK(told == std::vector<std::string>{"moved", "asked", "candidate", "promoted", "rolled back"});
  CHECK(story[0].why == "champion 0 -> 1: the first");
  CHECK(story[1].who == "drift-monitor");
  CHECK(story[1].why == "share of drifted columns 0.42 > 0.30; drifted: Age");
  CHECK(TellStory(moves, {}, {}).size() == 4);
}

TEST_CASE("Who asked is told, whoever it was") {
  models::v1::RetrainRequested request;
  request.set_asked_by("weekly-training");
  const auto story = TellStory({}, {}, {request});
  REQUIRE(story.size() == 1);
  CHECK(story[0].who == "weekly-training");
}

}  // namespace
}  // namespace yachay::cli
