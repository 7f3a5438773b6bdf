#include "cli/recommend_rows.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

using recommendation::v1::RecommendationLogged;

events::Event Of(const std::string& learner, events::Payload payload, std::int64_t at_ms = 1000) {
  events::Event event{
      .event_id = "00000000-0000-4000-8000-000000000000", .learner_id = learner, .occurred_at_ms = at_ms};
  event.payload = std::move(payload);
  return event;
}

events::Payload Completed(const std::string& answer, const std::string& content,
                          std::optional<double> score) {
  return events::ContentCompleted{content, "t", answer, 1000, score};
}

// An answer of three items a, b, c with one feature, and two choices for the first place.
RecommendationLogged Answer(const std::string& id, const std::string& learner) {
  RecommendationLogged answer;
  answer.set_recommendation_id(id);
  answer.set_learner_id(learner);
  answer.add_feature_names("heuristic");
  for (const char* content : {"a", "b", "c"}) {
    auto* item = answer.add_items();
    item->set_content_id(content);
    item->add_features(static_cast<float>(content[0] - 'a'));
  }
  for (const char* content : {"b", "a"}) {
    auto* choice = answer.add_first_choices();
    choice->set_content_id(content);
    choice->set_propensity(content[0] == 'a' ? 0.2 : 0.8);
    choice->add_features(1);
  }
  return answer;
}

TEST_CASE("the best that became of an item counts, in any order, and no points to be had is a success") {
  Outcomes outcomes(features::ConsentRule::kAssumed);
  outcomes.Add(Of("l", Completed("r", "a", 0.9)));
  outcomes.Add(Of("l", events::ContentShown{"a", "t", "r"}));
  outcomes.Add(Of("l", Completed("r", "b", 0.2)));
  outcomes.Add(Of("l", events::ContentAbandoned{"c", "t", "r", 5}));
  outcomes.Add(Of("l", Completed("r", "d", std::nullopt)));
  CHECK(outcomes.Of("r", "a") == Outcome::kSucceeded);
  CHECK(outcomes.Of("r", "b") == Outcome::kCompleted);
  CHECK(outcomes.Of("r", "c") == Outcome::kAbandoned);
  CHECK(outcomes.Of("r", "d") == Outcome::kSucceeded);
  CHECK(outcomes.Of("other", "a") == Outcome::kNone);
  CHECK(RewardOf(Outcome::kCompleted) == 0.5);
}

TEST_CASE("items below the last one that was taken up are no evidence; a success is worth most") {
  RecommendLog log{.outcomes = Outcomes(features::ConsentRule::kAssumed)};
  for (int learner = 0; learner < 40; ++learner) {
    const std::string name = absl::StrCat("l", learner), id = absl::StrCat("r", learner);
    log.answers.push_back(Answer(id, name));
    log.outcomes.Add(Of(name, Completed(id, "b", 0.9)));
  }
  const auto rows = MakeRankingRows(log, 0.25, 1);
  REQUIRE(rows.ok());
  CHECK(rows->train.groups.size() + rows->held_out.groups.size() == 40);
  CHECK(rows->held_out.groups.size() >= 3);
  CHECK(rows->answers == 40);
  CHECK(rows->train.groups[0] == 2);
  CHECK(std::vector<int>(rows->train.relevance.begin(), rows->train.relevance.begin() + 2) ==
        std::vector<int>{0, 2});
  CHECK(rows->train.features.at(0).name == "heuristic");
}

TEST_CASE(
    "who withdrew the consent to training, never gave it where it is required, or was erased, teaches "
    "nothing") {
  using Consent = events::ConsentChanged;
  const bool required = GENERATE(false, true);
  RecommendLog log{
      .outcomes = Outcomes(required ? features::ConsentRule::kRequired : features::ConsentRule::kAssumed)};
  for (const char* learner : {"no", "gone", "again", "yes"}) log.answers.push_back(Answer(learner, learner));
  log.outcomes.Add(Of("no", Consent{Consent::Purpose::kTraining, false}));
  log.outcomes.Add(Of("again", Consent{Consent::Purpose::kTraining, true}, 3000));
  log.outcomes.Add(Of("again", Consent{Consent::Purpose::kTraining, false}, 2000));
  log.outcomes.Add(Of("gone", events::ErasureRequested{"e"}));
  for (const char* learner : {"no", "gone", "again", "yes"})
    log.outcomes.Add(Of(learner, Completed(learner, "a", 1)));
  const std::size_t taught = required ? 1 : 2;
  CHECK(MakeDecisions(log).size() == taught);
  CHECK(MakeInteractions(log).size() == taught);
}

TEST_CASE("a decision has its choices, what was taken of them, and the reward of that") {
  RecommendLog log{.outcomes = Outcomes(features::ConsentRule::kAssumed)};
  log.answers.push_back(Answer("r", "l"));
  log.outcomes.Add(Of("l", Completed("r", "a", 0.1)));
  const auto decisions = MakeDecisions(log);
  REQUIRE(decisions.size() == 1);
  CHECK(decisions[0].taken == 1);
  CHECK(decisions[0].propensities == std::vector<double>{0.8, 0.2});
  CHECK(decisions[0].reward == 0.5);
  CHECK(decisions[0].features.size() == 2);
}

TEST_CASE("answers with other features than the newest are left out; stars are liking") {
  RecommendLog log{.outcomes = Outcomes(features::ConsentRule::kAssumed)};
  log.answers.push_back(Answer("old", "l"));
  log.answers.push_back(Answer("new", "l"));
  log.answers[1].set_feature_names(0, "other");
  log.answers[1].mutable_served_at()->set_seconds(5);
  CHECK(FeatureNames(log) == std::vector<std::string>{"other"});
  CHECK(MakeDecisions(log).size() == 1);
  log.outcomes.Add(Of("l", events::ContentRated{"a", 5}));
  log.outcomes.Add(Of("l", events::ContentRated{"b", 2}));
  const auto liked = MakeInteractions(log);
  REQUIRE(liked.size() == 1);
  CHECK(liked[0].weight == 3);
  CHECK(absl::StrContains(MakeRankingRows(log, 0.5, 1).status().message(), "ContentCompleted"));
}

}  // namespace
}  // namespace yachay::cli
