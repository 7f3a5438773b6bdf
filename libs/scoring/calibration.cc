#include "scoring/calibration.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::scoring {
namespace {

using models::Calibration;
using models::CalibrationCurve;

constexpr double kSmallest = 1e-12;  // of a probability whose logarithm is taken

bool Rises(const CalibrationCurve& curve) {
  if (curve.x.empty() || curve.x.size() != curve.y.size()) return false;
  for (size_t i = 0; i < curve.x.size(); ++i) {
    if (!(curve.y[i] >= 0 && curve.y[i] <= 1) || !std::isfinite(curve.x[i])) return false;
    if (i > 0 && (!(curve.x[i] > curve.x[i - 1]) || curve.y[i] < curve.y[i - 1])) return false;
  }
  return true;
}

double Interpolate(const CalibrationCurve& curve, double x) {
  const auto above = std::upper_bound(curve.x.begin(), curve.x.end(), x);
  if (above == curve.x.begin()) return curve.y.front();
  if (above == curve.x.end()) return curve.y.back();
  const auto i = static_cast<size_t>(above - curve.x.begin());
  const double share = (x - curve.x[i - 1]) / (curve.x[i] - curve.x[i - 1]);
  return curve.y[i - 1] + share * (curve.y[i] - curve.y[i - 1]);
}

double One(const Calibration& calibration, size_t k, float score) {
  const double p = std::max(static_cast<double>(score), kSmallest);
  if (calibration.method == "temperature") return std::pow(p, 1 / calibration.temperature);
  return std::max(Interpolate(calibration.curves[k], p), kSmallest);
}

class CalibratedScorer : public Scorer {
 public:
  CalibratedScorer(std::shared_ptr<const Scorer> inner, Calibration calibration)
      : inner_(std::move(inner)), calibration_(std::move(calibration)) {}

  size_t num_features() const override { return inner_->num_features(); }
  size_t num_outputs() const override { return inner_->num_outputs(); }
  size_t num_classes() const override { return inner_->num_classes(); }
  std::string kind() const override { return absl::StrCat(inner_->kind(), ", ", calibration_.method); }
  const forest::Forest* trees() const override { return inner_->trees(); }
  void Score(absl::Span<const float> rows, absl::Span<float> scores) const override {
    inner_->Score(rows, scores);
    Calibrate(calibration_, num_classes(), scores);
  }
  void Margins(absl::Span<const float> rows, absl::Span<float> margins) const override {
    inner_->Margins(rows, margins);
  }
  absl::Status Contributions(absl::Span<const float> row, std::vector<float>* out) const override {
    return inner_->Contributions(row, out);
  }

 private:
  std::shared_ptr<const Scorer> inner_;
  Calibration calibration_;
};

}  // namespace

absl::Status CheckCalibration(const Calibration& calibration, size_t classes) {
  if (calibration.method == "temperature") {
    if (calibration.temperature >= 0.01 && calibration.temperature <= 100) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("calibration: temperature is ", calibration.temperature, ", expected 0.01 to 100"));
  }
  if (calibration.method != "isotonic") {
    return absl::InvalidArgumentError(
        absl::StrCat("calibration: method '", calibration.method, "', expected temperature or isotonic"));
  }
  if (calibration.curves.size() == classes &&
      std::all_of(calibration.curves.begin(), calibration.curves.end(), Rises))
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("calibration: expected ", classes,
                                                 " curves with rising x and y from 0 to 1 that never falls"));
}

void Calibrate(const Calibration& calibration, size_t classes, absl::Span<float> scores) {
  std::vector<double> row(classes);
  for (size_t at = 0; at < scores.size(); at += classes) {
    double sum = 0;
    for (size_t k = 0; k < classes; ++k) sum += row[k] = One(calibration, k, scores[at + k]);
    for (size_t k = 0; k < classes; ++k) scores[at + k] = static_cast<float>(row[k] / sum);
  }
}

std::shared_ptr<const Scorer> Calibrated(std::shared_ptr<const Scorer> inner, Calibration calibration) {
  return std::make_shared<CalibratedScorer>(std::move(inner), std::move(calibration));
}

}  // namespace yachay::scoring
