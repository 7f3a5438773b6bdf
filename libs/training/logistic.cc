// L-BFGS (Nocedal 1980) with a backtracking line search.
#include <deque>
#include <numeric>

#include "training/layers.h"
#include "training/softmax.h"

namespace yachay::training {
namespace {

using Vector = Eigen::VectorXd;

constexpr size_t kMemory = 10;

class Loss {
 public:
  Loss(const Examples& examples, double l2)
      : examples_(examples),
        l2_(l2),
        total_(std::accumulate(examples.weights.begin(), examples.weights.end(), 0.0F)) {}

  Eigen::Index inputs() const { return examples_.inputs.cols(); }
  Eigen::Index outputs() const { return static_cast<Eigen::Index>(examples_.classes); }
  Eigen::Index size() const { return (inputs() + 1) * outputs(); }

  // `at` holds weights, an input's row after the other, then the bias.
  double operator()(const Vector& at, Vector& gradient) const {
    const Matrix all =
        Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(at.data(), inputs() + 1, outputs())
            .cast<float>();
    Matrix margins = examples_.inputs * all.topRows(inputs());
    margins.rowwise() += all.row(inputs());
    const double loss = CrossEntropy(examples_.labels, examples_.weights, total_, margins);
    const Matrix slope = examples_.inputs.transpose() * margins;
    const auto weights = at.head(inputs() * outputs());
    gradient.resize(size());
    gradient.head(weights.size()) =
        Eigen::Map<const Eigen::VectorXf>(slope.data(), slope.size()).cast<double>();
    gradient.head(weights.size()) += l2_ * weights;
    gradient.tail(outputs()) = margins.colwise().sum().transpose().cast<double>();
    return loss + 0.5 * l2_ * weights.squaredNorm();
  }

 private:
  const Examples& examples_;
  double l2_;
  float total_;
};

struct Pair {
  Vector step, change;
  double rho;
};

// The two-loop recursion: −H · gradient.
Vector Direction(const std::deque<Pair>& memory, const Vector& gradient) {
  Vector q = -gradient;
  std::vector<double> alpha(memory.size());
  for (size_t i = memory.size(); i-- > 0;) {
    alpha[i] = memory[i].rho * memory[i].step.dot(q);
    q -= alpha[i] * memory[i].change;
  }
  if (!memory.empty()) q /= memory.back().rho * memory.back().change.squaredNorm();
  for (size_t i = 0; i < memory.size(); ++i) {
    q += (alpha[i] - memory[i].rho * memory[i].change.dot(q)) * memory[i].step;
  }
  return q;
}

// Goes along `direction` until the loss falls enough (Armijo); false when it no longer does.
bool Search(const Loss& loss, const Vector& direction, Vector& at, Vector& gradient, double& value) {
  const double slope = gradient.dot(direction);
  Vector next_gradient;
  for (double length = 1; length > 1e-6; length /= 2) {
    const Vector next = at + length * direction;
    const double next_value = loss(next, next_gradient);
    if (next_value > value + 1e-4 * length * slope) continue;
    at = next;
    gradient = next_gradient;
    value = next_value;
    return true;
  }
  return false;
}

}  // namespace

std::vector<scoring::Layer> FitLogistic(const Examples& examples, const LogisticOptions& options) {
  const Loss loss(examples, options.l2);
  Vector at = Vector::Zero(loss.size());
  Vector gradient;
  double value = loss(at, gradient);
  std::deque<Pair> memory;
  for (int i = 0; i < options.iterations && gradient.lpNorm<Eigen::Infinity>() > options.flat; ++i) {
    const Vector before = at;
    const Vector gradient_before = gradient;
    if (!Search(loss, Direction(memory, gradient), at, gradient, value)) break;
    Pair pair{at - before, gradient - gradient_before, 0};
    const double curvature = pair.step.dot(pair.change);
    if (curvature <= 1e-12) continue;
    pair.rho = 1 / curvature;
    memory.push_back(std::move(pair));
    if (memory.size() > kMemory) memory.pop_front();
  }
  scoring::Layer layer{static_cast<size_t>(loss.inputs()), examples.classes, {}, {}};
  const Eigen::VectorXf floats = at.cast<float>();
  layer.weights.assign(floats.data(), floats.data() + loss.inputs() * loss.outputs());
  layer.bias.assign(floats.data() + loss.inputs() * loss.outputs(), floats.data() + floats.size());
  return {layer};
}

}  // namespace yachay::training
