#include "forest/forest.h"

#include <algorithm>
#include <cassert>

#include "forest/contributions.h"

namespace yachay::forest {

std::vector<Evaluator> Forest::Evaluators() {
  std::vector<Evaluator> evaluators;
  for (const Evaluator evaluator : {Evaluator::kScalar, Evaluator::kAvx2, Evaluator::kAvx512}) {
    if (Supported(evaluator)) evaluators.push_back(evaluator);
  }
  return evaluators;
}

void Forest::Use(Evaluator evaluator) {
  assert(Supported(evaluator));
  evaluator_ = evaluator;
  lanes_ = {};
  if (evaluator != Evaluator::kScalar) lanes_ = MakeLanes(trees_, num_features_);
}

void Forest::PredictMargin(absl::Span<const float> rows, absl::Span<float> out) const {
  const size_t count = out.size() / num_outputs_;
  assert(rows.size() == count * num_features_ && out.size() == count * num_outputs_);
  for (size_t at = 0; at < out.size(); at += num_outputs_)
    std::copy(base_margins_.begin(), base_margins_.end(), out.begin() + at);
  const Scorer scorer{trees_, lanes_, num_features_, num_outputs_};
  if (lanes_.groups.empty()) {
    scorer.AddScalar(rows.data(), count, out.data());
  } else {
    scorer.AddLanes(evaluator_, rows.data(), count, out.data());
  }
}

void Forest::PredictBatch(absl::Span<const float> rows, absl::Span<float> out) const {
  PredictMargin(rows, out);
  Apply(transform_, num_outputs_, out);
}

void Forest::Predict(absl::Span<const float> row, absl::Span<float> out) const { PredictBatch(row, out); }

void Forest::PredictLeaf(absl::Span<const float> rows, absl::Span<uint32_t> out) const {
  assert(num_trees() == 0 || rows.size() * num_trees() == out.size() * num_features_);
  for (size_t i = 0; i < out.size(); ++i) {
    const float* row = rows.data() + i / num_trees() * num_features_;
    out[i] = trees_.ids[trees_.Walk(trees_.trees[i % num_trees()], row)];
  }
}

absl::Status Forest::Contributions(absl::Span<const float> row, std::vector<float>* out) const {
  if (absl::Status status = CanExplain(trees_); !status.ok()) return status;
  const size_t width = num_features_ + 1;
  out->assign(num_outputs_ * width, 0.0F);
  for (size_t o = 0; o < num_outputs_; ++o) {
    absl::Span<float> phi = absl::MakeSpan(*out).subspan(o * width, width);
    for (const Tree& tree : trees_.trees) {
      if (tree.group == o) AddContributions(trees_, tree, row.data(), phi);
    }
    phi.back() += base_margins_[o];
  }
  return absl::OkStatus();
}

}  // namespace yachay::forest
