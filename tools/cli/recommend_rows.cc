#include "cli/recommend_rows.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "models/manifest.h"

namespace yachay::cli {
namespace {

using recommendation::v1::RecommendationLogged;

bool Usable(const RecommendationLogged& answer, const std::vector<std::string>& names,
            const Outcomes& outcomes) {
  return !names.empty() &&
         std::equal(names.begin(), names.end(), answer.feature_names().begin(),
                    answer.feature_names().end()) &&
         outcomes.MayTrain(answer.learner_id());
}

// How many items from the top were looked at.
int Examined(const RecommendationLogged& answer, const Outcomes& outcomes) {
  for (int i = answer.items_size(); i-- > 0;) {
    if (outcomes.Of(answer.recommendation_id(), answer.items(i).content_id()) != Outcome::kNone) return i + 1;
  }
  return 0;
}

int Relevance(Outcome outcome) {
  if (outcome == Outcome::kSucceeded) return 2;
  return outcome == Outcome::kCompleted ? 1 : 0;
}

// Stable over time: a learner who was held out once is held out by the next training too.
bool HeldOut(const std::string& learner_id, double share, std::uint64_t seed) {
  const std::string hash = models::Sha256(absl::StrCat(seed, "/", learner_id));
  return static_cast<double>(std::stoull(hash.substr(0, 13), nullptr, 16)) < share * 0x1p52;
}

using ByLearner = std::map<std::string, std::vector<const RecommendationLogged*>>;

// The learner's examined items as one group. A lone item has no order.
void AddGroup(const std::vector<const RecommendationLogged*>& answers, const Outcomes& outcomes,
              training::RankingData& data, std::size_t& counted) {
  std::vector<float> values;
  std::vector<int> relevance;
  std::size_t used = 0;
  for (const RecommendationLogged* answer : answers) {
    const int examined = Examined(*answer, outcomes);
    used += examined > 0 ? 1 : 0;
    for (int i = 0; i < examined; ++i) {
      const auto& item = answer->items(i);
      if (item.features_size() != answer->feature_names_size()) continue;
      values.insert(values.end(), item.features().begin(), item.features().end());
      relevance.push_back(Relevance(outcomes.Of(answer->recommendation_id(), item.content_id())));
    }
  }
  if (relevance.size() < 2) return;
  counted += used;
  data.groups.push_back(static_cast<unsigned>(relevance.size()));
  data.values.insert(data.values.end(), values.begin(), values.end());
  data.relevance.insert(data.relevance.end(), relevance.begin(), relevance.end());
}

}  // namespace

std::vector<std::string> FeatureNames(const RecommendLog& log) {
  const RecommendationLogged* newest = nullptr;
  for (const RecommendationLogged& answer : log.answers) {
    if (answer.feature_names_size() == 0) continue;
    if (newest == nullptr || answer.served_at().seconds() >= newest->served_at().seconds()) newest = &answer;
  }
  if (newest == nullptr) return {};
  return {newest->feature_names().begin(), newest->feature_names().end()};
}

absl::StatusOr<RankingRows> MakeRankingRows(const RecommendLog& log, double held_out_share,
                                            std::uint64_t seed) {
  const std::vector<std::string> names = FeatureNames(log);
  RankingRows rows;
  for (const std::string& name : names) rows.train.features.push_back({.name = name});
  rows.held_out.features = rows.train.features;
  ByLearner learners;
  for (const RecommendationLogged& answer : log.answers) {
    if (Usable(answer, names, log.outcomes)) learners[answer.learner_id()].push_back(&answer);
  }
  for (const auto& [learner, answers] : learners) {
    AddGroup(answers, log.outcomes, HeldOut(learner, held_out_share, seed) ? rows.held_out : rows.train,
             rows.answers);
  }
  if (!rows.train.groups.empty() && !rows.held_out.groups.empty()) return rows;
  return absl::FailedPreconditionError(absl::StrCat("of ", log.answers.size(), " answers on the log, ",
                                                    rows.train.groups.size(), " learners to train on and ",
                                                    rows.held_out.groups.size(),
                                                    " held out have at least two items that they examined; "
                                                    "games must report ContentShown, ContentCompleted and "
                                                    "ContentAbandoned with the recommendation's id"));
}

std::vector<training::LoggedDecision> MakeDecisions(const RecommendLog& log) {
  const std::vector<std::string> names = FeatureNames(log);
  std::vector<training::LoggedDecision> decisions;
  for (const RecommendationLogged& answer : log.answers) {
    if (!Usable(answer, names, log.outcomes) || answer.items_size() == 0) continue;
    training::LoggedDecision decision{.learner = answer.learner_id()};
    decision.taken = static_cast<std::size_t>(answer.first_choices_size());
    for (int i = 0; i < answer.first_choices_size(); ++i) {
      const auto& choice = answer.first_choices(i);
      decision.propensities.push_back(choice.propensity());
      decision.features.insert(decision.features.end(), choice.features().begin(), choice.features().end());
      if (choice.content_id() == answer.items(0).content_id()) decision.taken = static_cast<std::size_t>(i);
    }
    if (decision.taken == decision.propensities.size()) continue;
    decision.reward = RewardOf(log.outcomes.Of(answer.recommendation_id(), answer.items(0).content_id()));
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

std::vector<taste::Interaction> MakeInteractions(const RecommendLog& log) {
  std::vector<taste::Interaction> interactions;
  for (const auto& [pair, weight] : log.outcomes.likings()) {
    if (log.outcomes.MayTrain(pair.first)) interactions.push_back({pair.first, pair.second, weight});
  }
  return interactions;
}

}  // namespace yachay::cli
