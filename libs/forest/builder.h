// Turns a model document into a Forest: knows the names of XGBoost's fields above the trees.
#ifndef FOREST_BUILDER_H_
#define FOREST_BUILDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "forest/document.h"
#include "forest/forest.h"

namespace yachay::forest {

class ForestBuilder {
 public:
  // `yield` outlives the builder.
  explicit ForestBuilder(const Yield& yield) : yield_(yield) {}
  // Errors as Forest::Parse.
  absl::StatusOr<Forest> Build(const Field& root);

 private:
  absl::Status ReadVersion(const Field& root);
  absl::Status ReadObjective(const Field& learner);
  absl::Status ReadParameters(const Field& learner);
  absl::Status ReadBaseScore(const Field& parameters);
  absl::Status ReadBooster(const Field& learner);
  absl::Status ReadTrees(const Field& model, const std::vector<double>* weights, const Field* weights_field);

  absl::Status CheckLeafSize(const Field& parameters) const;

  absl::Status Refused(const Field& field, std::string_view value) const;
  absl::StatusOr<size_t> Count(const Field& parent, std::string_view key, size_t limit) const;

  const Yield& yield_;
  Forest forest_;
  Link link_ = Link::kIdentity;
  std::string version_ = "unknown";
};

}  // namespace yachay::forest

#endif  // FOREST_BUILDER_H_
