#include "forest/forest.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace yachay::forest {
namespace {

// Rows that walk one tree before the next: their features and the tree stay in the cache.
constexpr size_t kBlock = 64;

float Sigmoid(float margin) {
  const float x = std::min(-margin, 88.7F);
  return 1.0F / (expf(x) + 1.0F + 1e-16F);
}

// The sum is kept in double and divides as float: XGBoost's order.
void Softmax(absl::Span<float> scores) {
  float max = scores[0];
  for (const float score : scores) max = fmaxf(score, max);
  double sum = 0;
  for (float& score : scores) {
    score = expf(score - max);
    sum += static_cast<double>(score);
  }
  for (float& score : scores) score /= static_cast<float>(sum);
}

}  // namespace

float Forest::Leaf(uint32_t root, const float* row) const {
  const Node* nodes = nodes_.data();
  const Node* node = nodes + root;
  while (node->left != kLeaf) {
    const float value = row[node->feature & ~kDefaultLeft];
    const bool left = std::isnan(value) ? (node->feature & kDefaultLeft) != 0 : value < node->threshold;
    node = nodes + node->left + (left ? 0 : 1);
  }
  return node->threshold;
}

void Forest::Finish(float* scores) const {
  if (transform_ == Transform::kSigmoid) scores[0] = Sigmoid(scores[0]);
  if (transform_ == Transform::kSoftmax) Softmax(absl::MakeSpan(scores, num_outputs_));
}

void Forest::PredictMargin(absl::Span<const float> rows, absl::Span<float> out) const {
  const size_t count = out.size() / num_outputs_;
  assert(rows.size() == count * num_features_ && out.size() == count * num_outputs_);
  std::fill(out.begin(), out.end(), base_margin_);
  for (size_t begin = 0; begin < count; begin += kBlock) {
    const size_t end = std::min(count, begin + kBlock);
    for (size_t t = 0; t < roots_.size(); ++t) {
      for (size_t r = begin; r < end; ++r) {
        out[r * num_outputs_ + groups_[t]] += Leaf(roots_[t], rows.data() + r * num_features_);
      }
    }
  }
}

void Forest::PredictBatch(absl::Span<const float> rows, absl::Span<float> out) const {
  PredictMargin(rows, out);
  for (size_t at = 0; at < out.size(); at += num_outputs_) Finish(out.data() + at);
}

void Forest::Predict(absl::Span<const float> row, absl::Span<float> out) const { PredictBatch(row, out); }

}  // namespace yachay::forest
