#ifndef RECOMMENDATION_CORE_RECOMMENDER_H_
#define RECOMMENDATION_CORE_RECOMMENDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "core/pair_features.h"
#include "core/reasons.h"

namespace yachay::recommendation {

struct RecommendedItem {
  const CatalogEntry* entry = nullptr;  // one of the entries, which must outlive the answer
  std::size_t variant = 0;              // index into the content's variants
  double score = 0;
  double success = 0;
  double propensity = 1;
  bool explored = false;  // it was not the best at its place
  std::vector<ReasonCode> reasons;
  PairFeatures features = {};
};

// What stood to choice for the first place.
struct FirstChoice {
  const CatalogEntry* entry = nullptr;
  double score = 0;
  double propensity = 0;  // above 0; of all choices together 1
  PairFeatures features = {};
};

struct Answer {
  std::vector<RecommendedItem> items;  // best first
  std::string language;                // that the reasons are to be told in
  std::string shortfall;               // why there are fewer than asked; empty otherwise
  std::size_t candidates = 0;          // left after filtering
  Circumstances circumstances = {};    // that it was made for
  std::vector<FirstChoice> first_choices = {};
};

// Half of an answer: the candidates, scored by the heuristic, and the best policy.pool of them with what a
// ranker reads. Between the halves models may give them other chances (core/success_rows.h) and scores.
struct Shortlist {
  Circumstances circumstances;
  double low_chance = 0;
  Band band = {};
  std::vector<Scored> scored;          // best first
  std::vector<PairFeatures> features;  // by Scored::row
  std::string shortfall;
  std::size_t candidates = 0;
};

// Pure, as all here: the same arguments give the same answer. No forecast: scored without one.
Shortlist MakeShortlist(const Shelf& shelf, const Learner& learner, const std::optional<Forecast>& forecast,
                        const Request& request, const Policy& policy);

// Orders the shortlist by a ranker's scores, one per features row. A ranker's scores have no scale, so they
// get the heuristic's mean and the standard deviation policy.ranker_spread: costs and doubts keep their
// meaning. Scores that are all the same change nothing. False, and nothing changed, when they are not one
// finite score a row.
bool ApplyRanker(absl::Span<const float> scores, const Policy& policy, Shortlist& shortlist);

// Re-ranking, exploration, reasons.
Answer Finish(Shortlist shortlist, const Learner& learner, const Request& request, const Policy& policy);

// All of it, without a ranker. The overload makes a shelf for this one answer. entries: the published items.
Answer Recommend(const Shelf& shelf, const Learner& learner, const std::optional<Forecast>& forecast,
                 const Request& request, const Policy& policy);
Answer Recommend(const Entries& entries, const Learner& learner, const std::optional<Forecast>& forecast,
                 const Request& request, const Policy& policy);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_RECOMMENDER_H_
