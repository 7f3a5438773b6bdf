// Softmax cross-entropy on a matrix of margins, and its gradient.
#ifndef TRAINING_SOFTMAX_H_
#define TRAINING_SOFTMAX_H_

#include <algorithm>
#include <cmath>

#include "absl/types/span.h"
#include "training/prepare.h"

namespace yachay::training {

// Turns margins into (p − label) · weight / total in place; returns the weighted mean loss.
inline double CrossEntropy(absl::Span<const int> labels, absl::Span<const float> weights, float total,
                           Matrix& margins) {
  margins.colwise() -= margins.rowwise().maxCoeff().eval();
  margins = margins.array().exp();
  double loss = 0;
  for (Eigen::Index r = 0; r < margins.rows(); ++r) {
    auto row = margins.row(r);
    row /= row.sum();
    const auto label = labels[r];
    const float weight = weights[r] / total;
    loss -= static_cast<double>(weight) * std::log(std::max(static_cast<double>(row[label]), 1e-15));
    row[label] -= 1;
    row *= weight;
  }
  return loss;
}

}  // namespace yachay::training

#endif  // TRAINING_SOFTMAX_H_
