// Learns what makes scores mean what they say, from scores of rows that the model had not seen.
#ifndef TRAINING_CALIBRATE_H_
#define TRAINING_CALIBRATE_H_

#include <string_view>

#include "absl/types/span.h"
#include "models/manifest.h"

namespace yachay::training {

// temperature: the T with the least log loss (golden section on log T). isotonic: per class the best line
// that never falls (pool adjacent violators), kept at no more than 256 points. REQUIRES: method is
// "temperature" or "isotonic"; labels.size() × classes scores; at least one row.
models::Calibration LearnCalibration(std::string_view method, absl::Span<const int> labels,
                                     absl::Span<const float> scores, size_t classes);

}  // namespace yachay::training

#endif  // TRAINING_CALIBRATE_H_
