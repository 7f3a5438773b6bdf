// What jobs have learned from the log and left in files.
#ifndef RECOMMENDATION_ADAPTERS_LEARNED_FILES_H_
#define RECOMMENDATION_ADAPTERS_LEARNED_FILES_H_

#include <memory>
#include <string>

#include "adapters/watched_file.h"
#include "learning/calibration.h"
#include "taste/taste.h"

namespace yachay::recommendation {

// A calibration and its learning::Fingerprint, by which models name it.
struct FittedCalibration {
  learning::Calibration values;
  std::string fingerprint;
};
FittedCalibration WithFingerprint(learning::Calibration values);

using TasteFile = WatchedFile<taste::Taste>;
using CalibrationFile = WatchedFile<FittedCalibration>;

// Of `yachay recommend taste`; the errors of WatchedFile::Open.
absl::StatusOr<std::unique_ptr<TasteFile>> OpenTaste(const std::string& path,
                                                     absl::Duration look_again = absl::Seconds(10));

// Of `yachay learning fit`; the errors of WatchedFile::Open.
absl::StatusOr<std::unique_ptr<CalibrationFile>> OpenCalibration(
    const std::string& path, absl::Duration look_again = absl::Seconds(10));

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_LEARNED_FILES_H_
