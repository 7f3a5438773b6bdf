#include "adapters/learned_files.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<TasteFile>> OpenTaste(const std::string& path, absl::Duration look_again) {
  return TasteFile::Open("--taste", path, &taste::Taste::Parse, look_again);
}

absl::StatusOr<std::unique_ptr<CalibrationFile>> OpenCalibration(const std::string& path,
                                                                 absl::Duration look_again) {
  return CalibrationFile::Open("--calibration", path, &learning::ParseCalibration, look_again);
}

}  // namespace yachay::recommendation
