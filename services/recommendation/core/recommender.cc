#include "core/recommender.h"

#include <utility>

namespace yachay::recommendation {
Answer Recommend(const Entries& entries, const Learner& learner, const std::optional<Forecast>& forecast,
                 const Request& request, const Policy& policy) {
  const Circumstances circumstances = Merge(request, learner, policy.default_language);
  LeftOut left_out;
  const std::vector<Candidate> candidates =
      FindCandidates(entries, learner, request, circumstances, policy, left_out);
  Answer answer{.items = {},
                .language = circumstances.language,
                .shortfall = Shortfall(request.count, candidates.size(), entries.size(), left_out),
                .candidates = candidates.size(),
                .circumstances = circumstances};
  std::vector<Scored> scored = Score(candidates, learner, forecast, request.now_ms, policy);
  for (const Placed& placed :
       Rank(std::move(scored), static_cast<std::size_t>(request.count), request.recommendation_id, policy)) {
    const Candidate& candidate = placed.scored.candidate;
    answer.items.push_back(
        {.entry = candidate.entry,
         .variant = candidate.variant,
         .score = placed.score,
         .success = placed.scored.signals.success,
         .propensity = placed.propensity,
         .reasons = ReasonsFor(placed, learner, circumstances, forecast ? forecast->low_chance : 0, policy)});
  }
  return answer;
}

}  // namespace yachay::recommendation
