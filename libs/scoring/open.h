// A version's model file as a Scorer: XGBoost's formats (model.ubj, any *.json of XGBoost) or our layers.
#ifndef SCORING_OPEN_H_
#define SCORING_OPEN_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "forest/yield.h"
#include "models/golden.h"
#include "models/manifest.h"
#include "scoring/scorer.h"

namespace yachay::scoring {

// Algorithms "logistic" and "mlp" are layers, every other one trees. The manifest's calibration is applied.
// Errors are those of Forest::Parse, LayersFromJson, CheckPreparation and CheckCalibration;
// FailedPrecondition when file and manifest differ in features or classes (a manifest without classes is a
// regression). `yield` is called while trees are read.
absl::StatusOr<std::shared_ptr<const Scorer>> Open(const models::Manifest& manifest, std::string_view bytes,
                                                   const forest::Yield& yield = {});

// FailedPrecondition when a golden row has another shape, or a score that differs in one bit.
absl::Status Replay(const Scorer& scorer, const std::vector<models::GoldenRow>& golden);

}  // namespace yachay::scoring

#endif  // SCORING_OPEN_H_
