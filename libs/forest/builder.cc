#include "forest/builder.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "forest/field_status.h"
#include "forest/tree_reader.h"

#define YACHAY_RETURN_IF_ERROR(expression) \
  if (absl::Status status_ = (expression); !status_.ok()) return status_

namespace yachay::forest {
namespace {

constexpr size_t kMaxFeatures = size_t{1} << 20;
constexpr size_t kMaxClasses = size_t{1} << 12;
constexpr double kMaxVersion = 3;

// "5E-1", and "[5E-1]" or "[5E-1,2E-1]" as XGBoost 3.1 and later write it. Empty when it is neither.
std::vector<float> ParseBaseScore(std::string_view text) {
  const bool list = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (list) text = text.substr(1, text.size() - 2);
  std::vector<float> scores;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    float value = 0;
    const auto [next, code] = std::from_chars(at, end, value);
    if (code != std::errc() || !std::isfinite(value)) return {};
    scores.push_back(value);
    if (next == end) return scores;
    if (!list || *next != ',') return {};
    at = next + 1;
  }
}

}  // namespace

absl::Status ForestBuilder::Refused(const Field& field, std::string_view value) const {
  return absl::UnimplementedError(
      absl::StrCat("model file: field '", field.path(), "' is '", std::string(value),
                   "', which is not understood (written by XGBoost ", version_, ")"));
}

absl::StatusOr<size_t> ForestBuilder::Count(const Field& parent, std::string_view key, size_t limit) const {
  auto field = parent.Get(key);
  if (!field.ok()) return field.status();
  auto text = field->Text();
  if (!text.ok()) return text.status();
  size_t count = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (code != std::errc() || end != text->data() + text->size() || count > limit)
    return Refused(*field, *text);
  return count;
}

absl::Status ForestBuilder::ReadVersion(const Field& root) {
  auto field = root.Get("version");
  if (!field.ok()) return field.status();
  auto numbers = field->Numbers();
  if (!numbers.ok()) return numbers.status();
  version_ = absl::StrJoin(**numbers, ".");
  if ((*numbers)->empty() || !((*numbers)->front() >= 1) || (*numbers)->front() > kMaxVersion) {
    return Refused(*field, version_);
  }
  return absl::OkStatus();
}

absl::Status ForestBuilder::ReadObjective(const Field& learner) {
  auto objective = learner.Get("objective");
  if (!objective.ok()) return objective.status();
  auto field = objective->Get("name");
  if (!field.ok()) return field.status();
  auto name = field->Text();
  if (!name.ok()) return name.status();
  const Objective* known = FindObjective(*name);
  if (known == nullptr) return Refused(*field, *name);
  forest_.objective_ = std::string(*name);
  forest_.transform_ = known->transform;
  link_ = known->link;
  return absl::OkStatus();
}

absl::Status ForestBuilder::ReadParameters(const Field& learner) {
  auto parameters = learner.Get("learner_model_param");
  if (!parameters.ok()) return parameters.status();
  auto features = Count(*parameters, "num_feature", kMaxFeatures);
  if (!features.ok()) return features.status();
  auto classes = Count(*parameters, "num_class", kMaxClasses);
  if (!classes.ok()) return classes.status();
  if (parameters->Has("num_target")) {
    auto targets = Count(*parameters, "num_target", 1);
    if (!targets.ok()) return targets.status();
  }
  forest_.num_features_ = *features;
  const bool softmax = forest_.transform_ == Transform::kSoftmax;
  if (softmax != (*classes > 1)) return BrokenField(*parameters, "num_class does not fit the objective");
  forest_.num_outputs_ = softmax ? *classes : 1;
  return ReadBaseScore(*parameters);
}

absl::Status ForestBuilder::ReadBaseScore(const Field& parameters) {
  auto field = parameters.Get("base_score");
  if (!field.ok()) return field.status();
  auto text = field->Text();
  if (!text.ok()) return text.status();
  const std::vector<float> scores = ParseBaseScore(*text);
  if (scores.size() != 1 && scores.size() != forest_.num_outputs_) return Refused(*field, *text);
  for (size_t i = 0; i < forest_.num_outputs_; ++i) {
    const auto margin = BaseMargin(link_, scores[scores.size() == 1 ? 0 : i]);
    if (!margin) return Refused(*field, *text);
    forest_.base_margins_.push_back(*margin);
  }
  return absl::OkStatus();
}

absl::Status ForestBuilder::ReadBooster(const Field& learner) {
  auto booster = learner.Get("gradient_booster");
  if (!booster.ok()) return booster.status();
  auto field = booster->Get("name");
  if (!field.ok()) return field.status();
  auto name = field->Text();
  if (!name.ok()) return name.status();
  const bool dart = *name == "dart";
  if (!dart && *name != "gbtree") return Refused(*field, *name);
  auto holder = dart ? booster->Get("gbtree") : booster;
  if (!holder.ok()) return holder.status();
  auto model = holder->Get("model");
  if (!model.ok()) return model.status();
  if (!dart) return ReadTrees(*model, nullptr, nullptr);
  auto drop = booster->Get("weight_drop");
  if (!drop.ok()) return drop.status();
  auto weights = drop->Numbers();
  if (!weights.ok()) return weights.status();
  return ReadTrees(*model, *weights, &*drop);
}

// Leaves of several values (multi_strategy) are not understood.
absl::Status ForestBuilder::CheckLeafSize(const Field& parameters) const {
  if (!parameters.Has("size_leaf_vector")) return absl::OkStatus();
  return Count(parameters, "size_leaf_vector", 1).status();
}

absl::Status ForestBuilder::ReadTrees(const Field& model, const std::vector<double>* weights,
                                      const Field* weights_field) {
  if (auto parameters = model.Get("gbtree_model_param"); parameters.ok()) {
    YACHAY_RETURN_IF_ERROR(CheckLeafSize(*parameters));
  }
  auto info = model.Get("tree_info");
  if (!info.ok()) return info.status();
  auto groups = info->Numbers();
  if (!groups.ok()) return groups.status();
  auto field = model.Get("trees");
  if (!field.ok()) return field.status();
  auto trees = field->Items();
  if (!trees.ok()) return trees.status();
  if (trees->size() != (*groups)->size())
    return BrokenField(*info, "length differs from the number of trees");
  if (weights != nullptr && trees->size() != weights->size())
    return BrokenField(*weights_field, "length differs from the number of trees");
  for (size_t t = 0; t < trees->size(); ++t) {
    const Field& tree = (*trees)[t];
    const double group = (**groups)[t];
    if (!(group >= 0) || group >= static_cast<double>(forest_.num_outputs_) || group != std::floor(group))
      return BrokenField(*info, "a tree belongs to no class");
    const float weight = weights == nullptr ? 1.0F : static_cast<float>((*weights)[t]);
    if (!std::isfinite(weight)) return BrokenField(*weights_field, "a weight is not finite");
    if (auto parameters = tree.Get("tree_param"); parameters.ok()) {
      YACHAY_RETURN_IF_ERROR(CheckLeafSize(*parameters));
    }
    YACHAY_RETURN_IF_ERROR(
        ReadTree(tree, forest_.num_features_, static_cast<uint32_t>(group), weight, forest_.trees_));
    if (yield_) yield_();
  }
  return absl::OkStatus();
}

absl::StatusOr<Forest> ForestBuilder::Build(const Field& root) {
  YACHAY_RETURN_IF_ERROR(ReadVersion(root));
  auto learner = root.Get("learner");
  if (!learner.ok()) return learner.status();
  YACHAY_RETURN_IF_ERROR(ReadObjective(*learner));
  YACHAY_RETURN_IF_ERROR(ReadParameters(*learner));
  YACHAY_RETURN_IF_ERROR(ReadBooster(*learner));
  // Covers of some trees only are of no use.
  if (forest_.trees_.covers.size() != forest_.trees_.nodes.size()) forest_.trees_.covers.clear();
  forest_.trees_.nodes.shrink_to_fit();
  forest_.trees_.MakeSteps(forest_.num_features_);
  forest_.Use(Forest::Evaluators().back());
  return std::move(forest_);
}

absl::StatusOr<Forest> Forest::Parse(std::string_view bytes, const Yield& yield) {
  auto document = ReadDocument(bytes, yield);
  if (!document.ok()) return document.status();
  return ForestBuilder(yield).Build(Field(*document, ""));
}

}  // namespace yachay::forest
