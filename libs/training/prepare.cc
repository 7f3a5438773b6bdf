#include "training/prepare.h"

#include <algorithm>
#include <cmath>

#include "scoring/preparation.h"

namespace yachay::training {
namespace {

models::Preparation LearnNumber(std::vector<float> known) {
  models::Preparation step;
  if (known.empty()) return step;
  const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
  std::nth_element(known.begin(), middle, known.end());
  step.impute = *middle;
  double sum = 0;
  for (const float value : known) sum += static_cast<double>(value);
  const double mean = sum / static_cast<double>(known.size());
  double squares = 0;
  for (const float value : known) squares += std::pow(static_cast<double>(value) - mean, 2);
  const double deviation = std::sqrt(squares / static_cast<double>(known.size()));
  step.center = static_cast<float>(mean);
  step.scale = deviation > 0 ? static_cast<float>(1 / deviation) : 1;
  if (!std::isfinite(step.scale)) step.scale = 1;
  return step;
}

}  // namespace

std::vector<models::Preparation> LearnPreparation(const Dataset& data) {
  std::vector<models::Preparation> steps;
  for (size_t f = 0; f < data.width(); ++f) {
    const auto& feature = data.schema.features[f];
    if (feature.kind == models::FeatureKind::kCategory) {
      steps.push_back({.one_hot = static_cast<uint32_t>(feature.categories.size())});
      continue;
    }
    std::vector<float> known;
    for (size_t r = 0; r < data.rows(); ++r) {
      if (!std::isnan(data.row(r)[f])) known.push_back(data.row(r)[f]);
    }
    steps.push_back(LearnNumber(std::move(known)));
  }
  return steps;
}

Matrix PrepareAll(const std::vector<models::Preparation>& steps, const Dataset& data) {
  const size_t width = scoring::PreparedWidth(steps);
  Matrix inputs(data.rows(), width);
  for (size_t r = 0; r < data.rows(); ++r) {
    scoring::Prepare(steps, data.row(r), absl::MakeSpan(inputs.data() + r * width, width));
  }
  return inputs;
}

}  // namespace yachay::training
