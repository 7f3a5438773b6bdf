#include "cli/learning_fit.h"

#include "absl/strings/str_format.h"
#include "cli/simulate_random.h"
#include "learning/fit.h"

namespace yachay::cli {
learning::Calibration FitCalibrationOf(const AnswerData& data, const std::string& version) {
  learning::Calibration calibration = learning::FitCalibration(Pointers(data.histories));
  calibration.version = version;
  if (version.empty())
    calibration.version = absl::StrFormat("%016x", simulate::HashText(ToJson(calibration)));
  return calibration;
}

}  // namespace yachay::cli
