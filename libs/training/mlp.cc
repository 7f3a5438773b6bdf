// Linear – ReLU – linear by Adam (Kingma and Ba 2014) with a step that falls to 0.
#include <algorithm>
#include <numeric>

#include "training/layers.h"
#include "training/random.h"
#include "training/softmax.h"

namespace yachay::training {
namespace {

// Weights of one layer (the last row is the bias) with Adam's moments.
struct Dense {
  Matrix weights, mean, square;

  Dense(Eigen::Index inputs, Eigen::Index outputs, Random& random)
      : weights(inputs + 1, outputs), mean(Matrix::Zero(inputs + 1, outputs)), square(mean) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(inputs));  // He 2015, for ReLU
    for (Eigen::Index i = 0; i < inputs * outputs; ++i)
      weights.data()[i] = static_cast<float>(random.Normal() * deviation);
    weights.row(inputs).setZero();
  }
  auto linear() const { return weights.topRows(weights.rows() - 1); }

  Matrix Forward(const Matrix& in) const {
    Matrix out = in * linear();
    out.rowwise() += weights.row(weights.rows() - 1);
    return out;
  }
  Matrix Gradient(const Matrix& in, const Matrix& slope, float l2) const {
    Matrix gradient(weights.rows(), weights.cols());
    gradient.topRows(in.cols()) = in.transpose() * slope + l2 * linear();
    gradient.row(in.cols()) = slope.colwise().sum();
    return gradient;
  }
  void Step(const Matrix& gradient, float length, int count) {
    constexpr float kMean = 0.9F;
    constexpr float kSquare = 0.999F;
    mean = kMean * mean + (1 - kMean) * gradient;
    square = kSquare * square + (1 - kSquare) * gradient.cwiseAbs2();
    const float first = 1 - std::pow(kMean, static_cast<float>(count));
    const float second = 1 - std::pow(kSquare, static_cast<float>(count));
    weights.array() -= length * (mean.array() / first) / ((square.array() / second).sqrt() + 1e-8F);
  }
  scoring::Layer ToLayer() const {
    const Eigen::Index inputs = weights.rows() - 1;
    scoring::Layer layer{static_cast<size_t>(inputs), static_cast<size_t>(weights.cols()), {}, {}};
    const float* data = weights.data();
    layer.weights.assign(data, data + inputs * weights.cols());
    layer.bias.assign(data + inputs * weights.cols(), data + weights.size());
    return layer;
  }
};

struct Batch {
  Matrix inputs;
  std::vector<int> labels;
  std::vector<float> weights;
};

Batch Take(const Examples& examples, absl::Span<const size_t> rows) {
  Batch batch{Matrix(rows.size(), examples.inputs.cols()), {}, {}};
  for (size_t i = 0; i < rows.size(); ++i) {
    batch.inputs.row(static_cast<Eigen::Index>(i)) = examples.inputs.row(static_cast<Eigen::Index>(rows[i]));
    batch.labels.push_back(examples.labels[rows[i]]);
    batch.weights.push_back(examples.weights[rows[i]]);
  }
  return batch;
}

class Trainer {
 public:
  Trainer(const Examples& examples, const MlpOptions& options)
      : examples_(examples),
        options_(options),
        random_(options.seed),
        first_(examples.inputs.cols(), options.hidden, random_),
        second_(options.hidden, static_cast<Eigen::Index>(examples.classes), random_),
        order_(examples.labels.size()) {
    std::iota(order_.begin(), order_.end(), size_t{0});
    mean_weight_ = std::accumulate(examples.weights.begin(), examples.weights.end(), 0.0F) /
                   static_cast<float>(examples.weights.size());
    batches_ = (order_.size() + options.batch - 1) / options.batch;
  }

  void Epoch() {
    random_.Shuffle(order_);
    for (size_t b = 0; b < batches_; ++b) {
      const auto rows = absl::MakeConstSpan(order_).subspan(b * options_.batch, options_.batch);
      Learn(Take(examples_, rows));
    }
  }
  std::vector<scoring::Layer> Layers() const { return {first_.ToLayer(), second_.ToLayer()}; }

 private:
  void Learn(const Batch& batch) {
    const auto l2 = static_cast<float>(options_.l2);
    const Matrix hidden = first_.Forward(batch.inputs).cwiseMax(0.0F);
    Matrix slope = second_.Forward(hidden);
    CrossEntropy(batch.labels, batch.weights, mean_weight_ * static_cast<float>(batch.labels.size()), slope);
    const Matrix back =
        ((slope * second_.linear().transpose()).array() * (hidden.array() > 0.0F).cast<float>()).matrix();
    const double done = static_cast<double>(steps_++) / static_cast<double>(batches_ * options_.epochs);
    const auto length = static_cast<float>(options_.step * (1 - done));
    second_.Step(second_.Gradient(hidden, slope, l2), length, steps_);
    first_.Step(first_.Gradient(batch.inputs, back, l2), length, steps_);
  }

  const Examples& examples_;
  const MlpOptions& options_;
  Random random_;
  Dense first_, second_;
  std::vector<size_t> order_;
  float mean_weight_ = 1;
  size_t batches_ = 0;
  int steps_ = 0;
};

}  // namespace

std::vector<scoring::Layer> FitMlp(const Examples& examples, const MlpOptions& options) {
  Trainer trainer(examples, options);
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    trainer.Epoch();
    if (options.after_epoch && !options.after_epoch(epoch, trainer.Layers())) break;
  }
  return trainer.Layers();
}

}  // namespace yachay::training
