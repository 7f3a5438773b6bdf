#include "adapters/learned_files.h"

#include <utility>

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<TasteFile>> OpenTaste(const std::string& path, absl::Duration look_again) {
  return TasteFile::Open("--taste", path, &taste::Taste::Parse, look_again);
}

namespace {

absl::StatusOr<FittedCalibration> ParseFitted(std::string_view bytes) {
  auto values = learning::ParseCalibration(bytes);
  if (!values.ok()) return values.status();
  return WithFingerprint(*std::move(values));
}

}  // namespace

FittedCalibration WithFingerprint(learning::Calibration values) {
  std::string fingerprint = Fingerprint(values);
  return {std::move(values), std::move(fingerprint)};
}

absl::StatusOr<std::unique_ptr<CalibrationFile>> OpenCalibration(const std::string& path,
                                                                 absl::Duration look_again) {
  return CalibrationFile::Open("--calibration", path, &ParseFitted, look_again);
}

}  // namespace yachay::recommendation
