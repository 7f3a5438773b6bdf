#include "training/promotion.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "training/evaluation.h"

namespace yachay::training {
namespace {

// The least lead of one over the other, among n rows that only one has right, that is no chance.
double NoiseFloor(int n, size_t rows) {
  for (int lead = n % 2; lead <= n; lead += 2) {
    if (ExactMcNemar((n + lead) / 2, (n - lead) / 2) < kPromotionLevel)
      return static_cast<double>(lead) / static_cast<double>(rows);
  }
  return static_cast<double>(n + 1) / static_cast<double>(rows);  // too few rows for any lead to be sure
}

}  // namespace

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
  result.noise_floor = NoiseFloor(result.only_candidate_right + result.only_champion_right, result.rows);
  return result;
}

Decision DecidePromotion(absl::Span<const int> labels, absl::Span<const int> candidate,
                         std::optional<absl::Span<const int>> champion, absl::string_view called) {
  if (!champion) return {true, false, "there is no champion yet", std::nullopt};
  const Comparison compared = Compare(labels, candidate, *champion);
  const bool better = compared.candidate_right > compared.champion_right;
  const bool sure = compared.p < kPromotionLevel;
  const std::string figures = absl::StrFormat(
      "on the same %d held-out rows it is right on %d, %s on %d (McNemar p = %.3g; noise floor "
      "%.2f points)",
      compared.rows, compared.candidate_right, called, compared.champion_right, compared.p,
      100 * compared.noise_floor);
  const char* verdict = better && sure ? "better: " : better ? "not surely better: " : "not better: ";
  return {better && sure, false, verdict + figures, compared};
}

Decision Forced(Decision decision) {
  if (decision.promote) return decision;
  decision.promote = true;
  decision.forced = true;
  decision.reason = absl::StrCat("forced, against the evidence: ", decision.reason);
  return decision;
}

}  // namespace yachay::training
