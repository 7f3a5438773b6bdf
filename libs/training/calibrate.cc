#include "training/calibrate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "scoring/calibration.h"
#include "training/evaluation.h"

namespace yachay::training {
namespace {

constexpr size_t kMaxPoints = 256;
constexpr size_t kFewestInBlock = 20;  // rows: a steeper curve would learn single rows

double LossAt(double log_temperature, absl::Span<const int> labels, absl::Span<const float> scores,
              size_t classes) {
  std::vector<float> changed(scores.begin(), scores.end());
  scoring::Calibrate({.method = "temperature", .temperature = std::exp(log_temperature)}, classes,
                     absl::MakeSpan(changed));
  return LogLoss(labels, changed, classes);
}

models::Calibration LearnTemperature(absl::Span<const int> labels, absl::Span<const float> scores,
                                     size_t classes) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = std::log(0.05);
  double high = std::log(20.0);
  double left = high - golden * (high - low);
  double right = low + golden * (high - low);
  double left_loss = LossAt(left, labels, scores, classes);
  double right_loss = LossAt(right, labels, scores, classes);
  while (high - low > 1e-3) {
    if (left_loss < right_loss) {
      high = right;
      right = left;
      right_loss = left_loss;
      left = high - golden * (high - low);
      left_loss = LossAt(left, labels, scores, classes);
    } else {
      low = left;
      left = right;
      left_loss = right_loss;
      right = low + golden * (high - low);
      right_loss = LossAt(right, labels, scores, classes);
    }
  }
  return {.method = "temperature", .temperature = std::exp((low + high) / 2), .curves = {}};
}

// Rows next to each other with one value.
struct Block {
  double x = 0, y = 0;  // sums
  double rows = 0;

  double mean_x() const { return x / rows; }
  double mean_y() const { return y / rows; }
  void Take(const Block& other) {
    x += other.x;
    y += other.y;
    rows += other.rows;
  }
};

std::vector<Block> PoolAdjacentViolators(const std::vector<std::pair<float, bool>>& sorted) {
  std::vector<Block> blocks;
  const size_t fewest = std::max(kFewestInBlock, sorted.size() / kMaxPoints + 1);
  Block next;
  for (size_t i = 0; i < sorted.size(); ++i) {
    next.Take({static_cast<double>(sorted[i].first), sorted[i].second ? 1.0 : 0.0, 1});
    const bool tie = i + 1 < sorted.size() && sorted[i + 1].first == sorted[i].first;
    if (tie || (next.rows < static_cast<double>(fewest) && i + 1 < sorted.size())) continue;
    while (!blocks.empty() && blocks.back().mean_y() >= next.mean_y()) {
      next.Take(blocks.back());
      blocks.pop_back();
    }
    blocks.push_back(next);
    next = {};
  }
  return blocks;
}

models::CalibrationCurve LearnCurve(size_t k, absl::Span<const int> labels, absl::Span<const float> scores,
                                    size_t classes) {
  std::vector<std::pair<float, bool>> sorted;
  for (size_t r = 0; r < labels.size(); ++r)
    sorted.emplace_back(scores[r * classes + k], labels[r] == static_cast<int>(k));
  std::sort(sorted.begin(), sorted.end());
  models::CalibrationCurve curve;
  for (const Block& block : PoolAdjacentViolators(sorted)) {
    if (!curve.x.empty() && !(block.mean_x() > curve.x.back())) continue;
    curve.x.push_back(block.mean_x());
    curve.y.push_back(block.mean_y());
  }
  return curve;
}

}  // namespace

models::Calibration LearnCalibration(std::string_view method, absl::Span<const int> labels,
                                     absl::Span<const float> scores, size_t classes) {
  if (method == "temperature") return LearnTemperature(labels, scores, classes);
  models::Calibration calibration{.method = "isotonic", .temperature = 1, .curves = {}};
  for (size_t k = 0; k < classes; ++k) calibration.curves.push_back(LearnCurve(k, labels, scores, classes));
  return calibration;
}

}  // namespace yachay::training
