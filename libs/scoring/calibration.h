// Probabilities that mean what they say: what the manifest's calibration does to a row of scores.
//
//   temperature  p_k^(1/T), then divided by their sum: keeps the order of the classes
//   isotonic     per class a line through (x, y) points, then divided by their sum: may change the order
#ifndef SCORING_CALIBRATION_H_
#define SCORING_CALIBRATION_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "models/manifest.h"
#include "scoring/scorer.h"

namespace yachay::scoring {

// InvalidArgument, naming the field, for a temperature outside [0.01, 100], or curves that are not one a
// class with rising x and y that never falls.
absl::Status CheckCalibration(const models::Calibration& calibration, size_t classes);

// REQUIRES: CheckCalibration said OK for `classes`; scores hold whole rows of them.
void Calibrate(const models::Calibration& calibration, size_t classes, absl::Span<float> scores);

// `inner`, calibrated. REQUIRES: as Calibrate, with inner.num_outputs() == inner.num_classes().
std::shared_ptr<const Scorer> Calibrated(std::shared_ptr<const Scorer> inner,
                                         models::Calibration calibration);

}  // namespace yachay::scoring

#endif  // SCORING_CALIBRATION_H_
