// A boosted forest read from an XGBoost model file (JSON or UBJSON, format of XGBoost 1.x–3.x), evaluated
// without XGBoost and bit for bit as XGBoost's CPU predictor does.
//
//   auto forest = Forest::Parse(bytes);
//   std::vector<float> scores(forest->num_outputs());
//   forest->Predict(row, absl::MakeSpan(scores));
//
// Understood: booster gbtree (also with num_parallel_tree); objectives binary:logistic, multi:softprob,
// multi:softmax, reg:squarederror, rank:pairwise|ndcg|map; numeric splits. Everything else is refused by the
// name of its field: a forest that parses never differs silently.
//
// Trap: the result depends on IEEE float order; compile without -ffast-math and with -ffp-contract=off.
// Immutable after Parse: Predict may be called from any number of threads.
#ifndef FOREST_FOREST_H_
#define FOREST_FOREST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::forest {

enum class Transform { kIdentity, kSigmoid, kSoftmax };

class Forest {
 public:
  // `bytes` may be released afterwards. InvalidArgument for bytes that are no model (truncated, corrupted);
  // Unimplemented, naming the field, its value and the writer's version, for a model that is not understood.
  static absl::StatusOr<Forest> Parse(std::string_view bytes);

  // Length of a row.
  size_t num_features() const { return num_features_; }
  // Scores per row: the number of classes for multi:*, else 1 (binary:logistic: the chance of class 1).
  // multi:softmax gives the probabilities too, as multi:softprob would.
  size_t num_outputs() const { return num_outputs_; }
  size_t num_classes() const {
    return num_outputs_ == 1 && transform_ == Transform::kSigmoid ? 2 : num_outputs_;
  }
  size_t num_trees() const { return roots_.size(); }
  const std::string& objective() const { return objective_; }

  // NaN is missing; ±inf are ordinary values. REQUIRES: row.size() == num_features(), out.size() ==
  // num_outputs().
  void Predict(absl::Span<const float> row, absl::Span<float> out) const;
  // Rows one after the other. REQUIRES: rows.size() == n * num_features(), out.size() == n * num_outputs().
  void PredictBatch(absl::Span<const float> rows, absl::Span<float> out) const;
  // As PredictBatch, before the sigmoid or softmax.
  void PredictMargin(absl::Span<const float> rows, absl::Span<float> out) const;

 private:
  friend class ForestBuilder;

  // 12 bytes. A leaf has left == kLeaf and its value in `threshold`; the right child stands at left + 1.
  struct Node {
    float threshold;
    uint32_t left;
    uint32_t feature;  // top bit: missing goes left
  };
  static constexpr uint32_t kLeaf = 0xFFFFFFFFU;
  static constexpr uint32_t kDefaultLeft = 0x80000000U;

  float Leaf(uint32_t root, const float* row) const;
  void Finish(float* scores) const;

  std::string objective_;
  Transform transform_ = Transform::kIdentity;
  size_t num_features_ = 0;
  size_t num_outputs_ = 1;
  float base_margin_ = 0;
  std::vector<Node> nodes_;
  std::vector<uint32_t> roots_;   // per tree, in XGBoost's order
  std::vector<uint32_t> groups_;  // per tree: the output it adds to
};

}  // namespace yachay::forest

#endif  // FOREST_FOREST_H_
