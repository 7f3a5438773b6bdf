#include "training/layers.h"

#include <cmath>

#include "testing/catch.h"
#include "training/evaluation.h"
#include "training/random.h"
#include "training/softmax.h"

namespace yachay::training {
namespace {

// Two numbers; the class is the side of a line, or with `ring` whether they lie near the middle.
Examples Points(size_t count, bool ring) {
  Random random(5);
  Examples examples{Matrix(count, 2), {}, std::vector<float>(count, 1.0F), 2};
  for (size_t r = 0; r < count; ++r) {
    const double x = random.Normal();
    const double y = random.Normal();
    examples.inputs(static_cast<Eigen::Index>(r), 0) = static_cast<float>(x);
    examples.inputs(static_cast<Eigen::Index>(r), 1) = static_cast<float>(y);
    examples.labels.push_back((ring ? x * x + y * y > 1.4 : x + 2 * y > 0.5) ? 1 : 0);
  }
  return examples;
}

double AccuracyOf(const std::vector<scoring::Layer>& layers, const Examples& examples) {
  const auto model = scoring::DenseModel::Create({{}, {}}, layers);
  REQUIRE(model.ok());
  std::vector<float> scores(examples.labels.size() * 2);
  model->Score(absl::MakeConstSpan(examples.inputs.data(), examples.inputs.size()), absl::MakeSpan(scores));
  return Evaluate(examples.labels, scores, 2, {.bootstrap = 0}).accuracy.value;
}

TEST_CASE("logistic regression finds a line, and no more than a line") {
  CHECK(AccuracyOf(FitLogistic(Points(2000, false), {}), Points(2000, false)) > 0.98);
  CHECK(AccuracyOf(FitLogistic(Points(2000, true), {}), Points(2000, true)) < 0.7);
}

TEST_CASE("logistic regression ends where the gradient is flat") {
  const Examples examples = Points(500, false);
  const double l2 = 0.01;
  const auto layers = FitLogistic(examples, {.l2 = l2});
  const auto& layer = layers[0];
  Matrix margins = examples.inputs * Eigen::Map<const Matrix>(layer.weights.data(), 2, 2);
  margins.rowwise() += Eigen::Map<const Eigen::RowVectorXf>(layer.bias.data(), 2);
  CrossEntropy(examples.labels, examples.weights, 500, margins);
  const Matrix gradient = examples.inputs.transpose() * margins;
  for (Eigen::Index i = 0; i < 4; ++i)
    CHECK(std::abs(gradient.data()[i] + static_cast<float>(l2) * layer.weights[i]) < 1e-4F);
}

TEST_CASE("the small net finds a ring, and the same seed gives the same layers") {
  const Examples examples = Points(2000, true);
  const MlpOptions options{.hidden = 16, .epochs = 30, .step = 0.02};
  const auto layers = FitMlp(examples, options);
  CHECK(AccuracyOf(layers, examples) > 0.95);
  CHECK(FitMlp(examples, options)[1].weights == layers[1].weights);
}

TEST_CASE("cross-entropy's gradient is the slope of the loss") {
  const std::vector<int> labels = {2, 0};
  const std::vector<float> weights = {1, 3};
  Matrix margins(2, 3);
  margins << 0.3F, -0.2F, 0.5F, 1.0F, 0.0F, -1.0F;
  const auto loss_with = [&](Eigen::Index i, float change) {
    Matrix moved = margins;
    moved.data()[i] += change;
    return CrossEntropy(labels, weights, 4, moved);
  };
  Matrix slopes = margins;
  CrossEntropy(labels, weights, 4, slopes);
  for (Eigen::Index i = 0; i < 6; ++i)
    CHECK(slopes.data()[i] == Approx((loss_with(i, 1e-2F) - loss_with(i, -1e-2F)) / 2e-2).margin(1e-4));
}

}  // namespace
}  // namespace yachay::training
