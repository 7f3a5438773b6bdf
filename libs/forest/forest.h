// A boosted forest read from an XGBoost model file (JSON or UBJSON, format of XGBoost 1.x–3.x), evaluated
// without XGBoost and bit for bit as XGBoost's CPU predictor does.
//
//   auto forest = Forest::Parse(bytes);
//   std::vector<float> scores(forest->num_outputs());
//   forest->Predict(row, absl::MakeSpan(scores));
//
// Understood: boosters gbtree and dart (also with num_parallel_tree); numeric and categorical splits (one-hot
// and partition), rows carrying the categories' codes; the objectives in objective.cc. Everything else is
// refused by the name of its field: a forest that parses never differs silently.
//
// Trap: the result depends on IEEE float order; compile without -ffast-math and with -ffp-contract=off.
// Immutable once in use: every const method may be called from any number of threads.
#ifndef FOREST_FOREST_H_
#define FOREST_FOREST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "forest/lanes.h"
#include "forest/objective.h"
#include "forest/scorer.h"
#include "forest/trees.h"
#include "forest/yield.h"

namespace yachay::forest {

class Forest {
 public:
  // `bytes` may be released afterwards. InvalidArgument for bytes that are no model (truncated, corrupted);
  // Unimplemented, naming the field, its value and the writer's version, for a model that is not understood.
  static absl::StatusOr<Forest> Parse(std::string_view bytes, const Yield& yield = {});

  // Length of a row.
  size_t num_features() const { return num_features_; }
  // Scores per row: the number of classes for multi:*, else 1 (binary:logistic: the chance of class 1).
  // multi:softmax gives the probabilities too, as multi:softprob would.
  size_t num_outputs() const { return num_outputs_; }
  // 2 for binary:logistic; 1 for what is no classification.
  size_t num_classes() const { return objective_ == "binary:logistic" ? 2 : num_outputs_; }
  size_t num_trees() const { return trees_.trees.size(); }
  const std::string& objective() const { return objective_; }

  // NaN is missing; ±inf are ordinary values. REQUIRES: row.size() == num_features(), out.size() ==
  // num_outputs().
  void Predict(absl::Span<const float> row, absl::Span<float> out) const;
  // Rows one after the other. REQUIRES: rows.size() == n * num_features(), out.size() == n * num_outputs().
  void PredictBatch(absl::Span<const float> rows, absl::Span<float> out) const;
  // As PredictBatch, before the sigmoid or softmax.
  void PredictMargin(absl::Span<const float> rows, absl::Span<float> out) const;
  // Per row and tree the number of the leaf in XGBoost's tree, as its pred_leaf. REQUIRES: out.size() == n *
  // num_trees().
  void PredictLeaf(absl::Span<const float> rows, absl::Span<uint32_t> out) const;

  // What each feature adds to each margin of one row (SHAP values, path-dependent TreeSHAP), as XGBoost's
  // pred_contribs: per output num_features() contributions, then the bias; an output's sum is its margin but
  // for rounding. FailedPrecondition, with the reason, when the file does not carry what it takes.
  // Costs trees × leaves × depth²: explain single rows, not batches.
  absl::Status Contributions(absl::Span<const float> row, std::vector<float>* out) const;

  // What this processor can run, the slowest first; Parse chooses the last. All give the same bits.
  static std::vector<Evaluator> Evaluators();
  Evaluator evaluator() const { return evaluator_; }
  // For tests and benchmarks. REQUIRES: one of Evaluators().
  void Use(Evaluator evaluator);

 private:
  friend class ForestBuilder;

  std::string objective_;
  Transform transform_ = Transform::kIdentity;
  size_t num_features_ = 0;
  size_t num_outputs_ = 1;
  std::vector<float> base_margins_;  // per output
  Trees trees_;
  Lanes lanes_;  // empty when the evaluator is scalar
  Evaluator evaluator_ = Evaluator::kScalar;
};

}  // namespace yachay::forest

#endif  // FOREST_FOREST_H_
