// Trains models with layers on prepared inputs: both minimise the weighted mean of softmax cross-entropy.
#ifndef TRAINING_LAYERS_H_
#define TRAINING_LAYERS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "scoring/dense_model.h"
#include "training/prepare.h"

namespace yachay::training {

struct Examples {
  Matrix inputs;
  std::vector<int> labels;     // in [0, classes)
  std::vector<float> weights;  // one a row, > 0
  size_t classes = 0;
};

struct LogisticOptions {
  double l2 = 1e-4;      // times half the sum of squared weights (not of the bias)
  int iterations = 200;  // at most, of L-BFGS
  double flat = 1e-5;    // done when no part of the gradient is larger
};

// One layer. The loss is convex: the answer does not depend on where it starts.
std::vector<scoring::Layer> FitLogistic(const Examples& examples, const LogisticOptions& options);

struct MlpOptions {
  int hidden = 32;
  int epochs = 30;
  int batch = 128;
  double step = 0.004;  // of Adam; falls to 0 over the epochs
  double l2 = 1e-5;     // weight decay
  uint64_t seed = 1;    // of the first weights and the order of rows
  // After each epoch (from 1), with the layers so far; false ends the training. May be empty.
  std::function<bool(int epoch, const std::vector<scoring::Layer>&)> after_epoch;
};

// Linear – ReLU – linear, by Adam on shuffled batches. The same examples and seed give the same layers.
std::vector<scoring::Layer> FitMlp(const Examples& examples, const MlpOptions& options);

}  // namespace yachay::training

#endif  // TRAINING_LAYERS_H_
