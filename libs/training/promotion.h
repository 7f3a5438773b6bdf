// Whether a candidate replaces the champion: a pure decision on the same held-out rows.
#ifndef TRAINING_PROMOTION_H_
#define TRAINING_PROMOTION_H_

#include <optional>
#include <string>

#include "absl/types/span.h"

namespace yachay::training {

struct Comparison {
  size_t rows = 0;
  size_t candidate_right = 0;
  size_t champion_right = 0;
  int only_candidate_right = 0;
  int only_champion_right = 0;
  double p = 1;  // ExactMcNemar of the two above
};

struct Decision {
  bool promote = false;
  std::string reason;                    // one sentence, with the figures
  std::optional<Comparison> comparison;  // absent without a champion
};

inline constexpr double kPromotionLevel = 0.05;

// Promote when there is no champion, or when the candidate is right more often and the exact McNemar test
// says that this is no chance (p < 0.05). Classes are indices; -1 in a prediction is a class that the labels
// do not know.
Decision DecidePromotion(absl::Span<const int> labels, absl::Span<const int> candidate,
                         std::optional<absl::Span<const int>> champion);

}  // namespace yachay::training

#endif  // TRAINING_PROMOTION_H_
