// Whether a candidate replaces the champion: a pure decision on the same held-out rows.
#ifndef TRAINING_PROMOTION_H_
#define TRAINING_PROMOTION_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace yachay::training {

inline constexpr double kPromotionLevel = 0.05;

struct Comparison {
  size_t rows = 0;
  size_t candidate_right = 0;
  size_t champion_right = 0;
  int only_candidate_right = 0;
  int only_champion_right = 0;
  double p = 1;            // ExactMcNemar of the two above
  double noise_floor = 0;  // difference in accuracy that p < 0.05 asks for, with as many rows that only one
                           // of them has right: anything smaller is chance
};

// REQUIRES: three lists of one length.
Comparison Compare(absl::Span<const int> labels, absl::Span<const int> candidate,
                   absl::Span<const int> champion);

struct Decision {
  bool promote = false;
  bool forced = false;                   // promoted against the evidence, by request
  std::string reason;                    // one sentence, with the figures
  std::optional<Comparison> comparison;  // absent without a champion
};

// Promote when there is no champion, or when the candidate is right more often and the exact McNemar test
// says that this is no chance (p < 0.05). Classes are indices; -1 in a prediction is a class that the labels
// do not know. called: what the reason calls the champion.
Decision DecidePromotion(absl::Span<const int> labels, absl::Span<const int> candidate,
                         std::optional<absl::Span<const int>> champion,
                         absl::string_view called = "the champion");

// The decision that a person takes against it: promotes, and says so before the figures. Leaves a decision
// that promotes as it is.
Decision Forced(Decision decision);

}  // namespace yachay::training

#endif  // TRAINING_PROMOTION_H_
