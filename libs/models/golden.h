// Golden rows: inputs and the exact scores that the trainer saw, kept as the bits of floats (eight hex digits
// each, "7fc00000" is a missing value) in golden.json. A version whose evaluator differs in one bit must not
// serve.
#ifndef MODELS_GOLDEN_H_
#define MODELS_GOLDEN_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::models {

struct GoldenRow {
  std::vector<float> features;  // NaN is missing
  std::vector<float> scores;    // one per class
};

std::string GoldenToJson(const std::vector<GoldenRow>& rows);

// InvalidArgument, starting with `where`, for broken JSON, an empty list, or rows of unequal lengths.
absl::StatusOr<std::vector<GoldenRow>> GoldenFromJson(std::string_view json, std::string_view where);

// Scores a row of features into a span of as many scores as the golden row has.
using Scorer = absl::FunctionRef<void(absl::Span<const float> features, absl::Span<float> scores)>;

// Replays every row; FailedPrecondition naming the first row and score whose bits differ, with both values.
// REQUIRES: the rows have as many features and scores as `scorer` takes; ask CheckGoldenShape first.
absl::Status ReplayGolden(const std::vector<GoldenRow>& rows, Scorer scorer);

// FailedPrecondition unless every row has `num_features` features and `num_scores` scores.
absl::Status CheckGoldenShape(const std::vector<GoldenRow>& rows, size_t num_features, size_t num_scores);

}  // namespace yachay::models

#endif  // MODELS_GOLDEN_H_
