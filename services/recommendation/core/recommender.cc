#include "core/recommender.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yachay::recommendation {
namespace {

struct Spread {
  double mean = 0, deviation = 0;
};

template <typename Values, typename F>
Spread SpreadOf(const Values& values, F value) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const auto& v : values) sum += value(v);
  for (const auto& v : values) squares += (value(v) - sum / n) * (value(v) - sum / n);
  return {sum / n, std::sqrt(squares / n)};
}

void KeepBest(std::vector<Scored>& scored, std::size_t most) {
  const std::size_t kept = std::min(scored.size(), most);
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(kept), scored.end(), Better);
  scored.resize(kept);
}

}  // namespace

Shortlist MakeShortlist(const Shelf& shelf, const Learner& learner, const std::optional<Forecast>& forecast,
                        const Request& request, const Policy& policy) {
  Shortlist list{.circumstances = Merge(request, learner, policy.default_language),
                 .low_chance = forecast ? std::clamp(forecast->low_chance, 0.0, 1.0) : 0};
  const LearnerColumns columns(learner, shelf, policy);
  LeftOut left_out;
  const std::vector<Candidate> candidates =
      FindCandidates(shelf, columns, request, list.circumstances, policy, left_out);
  list.candidates = candidates.size();
  list.shortfall = Shortfall(request.count, candidates.size(), shelf.items().size(), left_out);
  list.band = BandFor(learner, list.low_chance, policy);
  list.scored =
      Score(candidates, shelf, learner, columns, list.band, list.low_chance, request.now_ms, policy);
  KeepBest(list.scored, std::max(policy.pool, static_cast<std::size_t>(request.count)));
  list.features.reserve(list.scored.size());
  for (Scored& scored : list.scored) {
    scored.row = list.features.size();
    list.features.push_back(
        FeaturesOf(scored, learner, columns, list.circumstances, list.low_chance, request.now_ms));
  }
  return list;
}

bool ApplyRanker(absl::Span<const float> scores, const Policy& policy, Shortlist& shortlist) {
  if (scores.empty() || scores.size() != shortlist.features.size()) return false;
  const Spread ranker = SpreadOf(scores, [](float score) { return static_cast<double>(score); });
  if (!std::isfinite(ranker.deviation)) return false;
  if (ranker.deviation <= 0) return true;
  const Spread ours = SpreadOf(shortlist.scored, [](const Scored& scored) { return scored.score; });
  for (Scored& scored : shortlist.scored) {
    const auto score = static_cast<double>(scores[scored.row]);
    scored.score = ours.mean + policy.ranker_spread * (score - ranker.mean) / ranker.deviation;
  }
  std::sort(shortlist.scored.begin(), shortlist.scored.end(), Better);
  return true;
}

Answer Finish(Shortlist shortlist, const Learner& learner, const Request& request, const Policy& policy) {
  Answer answer{.items = {},
                .language = shortlist.circumstances.language,
                .shortfall = std::move(shortlist.shortfall),
                .candidates = shortlist.candidates,
                .circumstances = shortlist.circumstances};
  const Ranked ranked = Rank(std::move(shortlist.scored), static_cast<std::size_t>(request.count),
                             request.recommendation_id, policy);
  for (const Placed& placed : ranked.placed) {
    const Scored& scored = placed.scored;
    answer.items.push_back(
        {.entry = scored.candidate.entry,
         .variant = scored.candidate.variant,
         .score = placed.score,
         .success = scored.signals.success,
         .propensity = placed.propensity,
         .explored = placed.explored,
         .reasons = ReasonsFor(placed, learner, shortlist.circumstances, shortlist.low_chance, policy),
         .features = shortlist.features[scored.row]});
  }
  for (const Choice& choice : ranked.first_choices) {
    answer.first_choices.push_back({.entry = choice.scored.candidate.entry,
                                    .score = choice.scored.score,
                                    .propensity = choice.propensity,
                                    .features = shortlist.features[choice.scored.row]});
  }
  return answer;
}

Answer Recommend(const Shelf& shelf, const Learner& learner, const std::optional<Forecast>& forecast,
                 const Request& request, const Policy& policy) {
  return Finish(MakeShortlist(shelf, learner, forecast, request, policy), learner, request, policy);
}

Answer Recommend(const Entries& entries, const Learner& learner, const std::optional<Forecast>& forecast,
                 const Request& request, const Policy& policy) {
  return Recommend(Shelf(entries), learner, forecast, request, policy);
}

}  // namespace yachay::recommendation
