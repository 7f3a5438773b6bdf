#include "training/promotion.h"

#include "absl/strings/str_format.h"
#include "training/evaluation.h"

namespace yachay::training {
namespace {

Comparison Compare(absl::Span<const int> labels, absl::Span<const int> candidate,
                   absl::Span<const int> champion) {
  Comparison result;
  result.rows = labels.size();
  for (size_t r = 0; r < labels.size(); ++r) {
    const bool candidate_right = candidate[r] == labels[r];
    const bool champion_right = champion[r] == labels[r];
    result.candidate_right += candidate_right ? 1 : 0;
    result.champion_right += champion_right ? 1 : 0;
    result.only_candidate_right += candidate_right && !champion_right ? 1 : 0;
    result.only_champion_right += champion_right && !candidate_right ? 1 : 0;
  }
  result.p = ExactMcNemar(result.only_candidate_right, result.only_champion_right);
  return result;
}

}  // namespace

Decision DecidePromotion(absl::Span<const int> labels, absl::Span<const int> candidate,
                         std::optional<absl::Span<const int>> champion) {
  if (!champion) return {true, "there is no champion yet", std::nullopt};
  const Comparison compared = Compare(labels, candidate, *champion);
  const bool better = compared.candidate_right > compared.champion_right;
  const bool sure = compared.p < kPromotionLevel;
  const std::string figures =
      absl::StrFormat("on the same %d held-out rows it is right on %d, the champion on %d (McNemar p = %.3g)",
                      compared.rows, compared.candidate_right, compared.champion_right, compared.p);
  const char* verdict = better && sure ? "better: " : better ? "not surely better: " : "not better: ";
  return {better && sure, verdict + figures, compared};
}

}  // namespace yachay::training
