// From a row as the encoder gives it (numbers, category codes, NaN) to the dense inputs of a model with
// layers.
//
// Training and serving run this same code on the steps that stand in the manifest: the same row gives the
// same bits in both. Immutable; thread-safe.
#ifndef SCORING_PREPARATION_H_
#define SCORING_PREPARATION_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "models/manifest.h"

namespace yachay::scoring {

// How many inputs the steps make of a row.
size_t PreparedWidth(const std::vector<models::Preparation>& steps);

// InvalidArgument, naming the feature, unless there is one step a feature that fits its kind.
absl::Status CheckPreparation(const std::vector<models::Preparation>& steps,
                              const std::vector<models::Feature>& features);

// A number: (x or `impute` when missing, minus `center`) times `scale`. A category: one input each, 1 for the
// row's, all 0 when it is missing. REQUIRES: row.size() == steps.size(), out.size() == PreparedWidth(steps).
void Prepare(const std::vector<models::Preparation>& steps, absl::Span<const float> row,
             absl::Span<float> out);

}  // namespace yachay::scoring

#endif  // SCORING_PREPARATION_H_
