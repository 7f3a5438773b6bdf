#include "forest/builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#define YACHAY_RETURN_IF_ERROR(expression) \
  if (absl::Status status_ = (expression); !status_.ok()) return status_

namespace yachay::forest {
namespace {

constexpr size_t kMaxFeatures = size_t{1} << 20;
constexpr size_t kMaxClasses = size_t{1} << 12;
constexpr double kMaxVersion = 3;

absl::Status Broken(const Field& field, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("model file: field '", field.path(), "': ", std::string(what)));
}

// "5E-1", and "[5E-1]" as XGBoost 3.1 and later write it.
std::optional<float> ParseBaseScore(std::string_view text) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return std::nullopt;
    text = text.substr(1, text.size() - 2);
  }
  float value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// The columns of one tree in the file, all of the same length.
struct TreeColumns {
  const Value::Numbers* left = nullptr;
  const Value::Numbers* right = nullptr;
  const Value::Numbers* feature = nullptr;
  const Value::Numbers* condition = nullptr;
  const Value::Numbers* default_left = nullptr;
};

absl::StatusOr<TreeColumns> ReadColumns(const Field& tree) {
  TreeColumns columns;
  const std::pair<std::string_view, const Value::Numbers**> wanted[] = {
      {"left_children", &columns.left},
      {"right_children", &columns.right},
      {"split_indices", &columns.feature},
      {"split_conditions", &columns.condition},
      {"default_left", &columns.default_left}};
  for (const auto& [name, target] : wanted) {
    auto field = tree.Get(name);
    if (!field.ok()) return field.status();
    auto numbers = field->Numbers();
    if (!numbers.ok()) return numbers.status();
    *target = *numbers;
    if ((*numbers)->size() != columns.left->size())
      return Broken(*field, "length differs from left_children");
  }
  if (columns.left->empty()) return Broken(tree, "a tree without nodes");
  return columns;
}

// An index below `limit`; nullopt for negative, fractional or larger numbers.
std::optional<size_t> Index(double number, size_t limit) {
  if (!(number >= 0) || number >= static_cast<double>(limit) || number != std::floor(number))
    return std::nullopt;
  return static_cast<size_t>(number);
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
  forest_.objective_ = std::string(*name);
  if (*name == "binary:logistic") {
    forest_.transform_ = Transform::kSigmoid;
  } else if (*name == "multi:softprob" || *name == "multi:softmax") {
    forest_.transform_ = Transform::kSoftmax;
  } else if (*name != "reg:squarederror" && *name != "rank:pairwise" && *name != "rank:ndcg" &&
             *name != "rank:map") {
    return Refused(*field, *name);
  }
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
  if (softmax != (*classes > 1)) return Broken(*parameters, "num_class does not fit the objective");
  forest_.num_outputs_ = softmax ? *classes : 1;

  auto field = parameters->Get("base_score");
  if (!field.ok()) return field.status();
  auto text = field->Text();
  if (!text.ok()) return text.status();
  const std::optional<float> base = ParseBaseScore(*text);
  const bool sigmoid = forest_.transform_ == Transform::kSigmoid;
  if (!base || (sigmoid && !(*base > 0.0F && *base < 1.0F))) return Refused(*field, *text);
  forest_.base_margin_ = sigmoid ? -logf(1.0F / *base - 1.0F) : *base;
  return absl::OkStatus();
}

// XGBoost 3.1 keeps the names of categories beside the trees; empty when the model has none.
absl::Status ForestBuilder::RefuseCategories(const Field& model) const {
  auto categories = model.Get("cats");
  if (!categories.ok() || !categories->Has("enc")) return absl::OkStatus();
  auto field = categories->Get("enc");
  auto encodings = field->Items();
  return encodings.ok() && encodings->empty() ? absl::OkStatus() : Refused(*field, "not empty");
}

absl::Status ForestBuilder::ReadBooster(const Field& learner) {
  auto booster = learner.Get("gradient_booster");
  if (!booster.ok()) return booster.status();
  auto field = booster->Get("name");
  if (!field.ok()) return field.status();
  auto name = field->Text();
  if (!name.ok()) return name.status();
  if (*name != "gbtree") return Refused(*field, *name);
  auto model = booster->Get("model");
  if (!model.ok()) return model.status();
  YACHAY_RETURN_IF_ERROR(RefuseCategories(*model));

  auto info = model->Get("tree_info");
  if (!info.ok()) return info.status();
  auto groups = info->Numbers();
  if (!groups.ok()) return groups.status();
  auto trees_field = model->Get("trees");
  if (!trees_field.ok()) return trees_field.status();
  auto trees = trees_field->Items();
  if (!trees.ok()) return trees.status();
  if (trees->size() != (*groups)->size()) return Broken(*info, "length differs from the number of trees");
  for (size_t t = 0; t < trees->size(); ++t) {
    const auto group = Index((**groups)[t], forest_.num_outputs_);
    if (!group) return Broken(*info, "a tree belongs to no class");
    forest_.groups_.push_back(static_cast<uint32_t>(*group));
    YACHAY_RETURN_IF_ERROR(ReadTree((*trees)[t]));
  }
  return absl::OkStatus();
}

// Copies the reachable nodes breadth first, so that siblings stand side by side. Each node may be reached
// once only: with as many steps as nodes at most, a cycle in a corrupted file ends as an error.
absl::Status ForestBuilder::ReadTree(const Field& tree) {
  if (auto types = tree.Get("split_type"); types.ok()) {
    auto numbers = types->Numbers();
    if (!numbers.ok()) return numbers.status();
    if (std::any_of((*numbers)->begin(), (*numbers)->end(), [](double type) { return type != 0; })) {
      return Refused(*types, "categorical");
    }
  }
  if (auto parameters = tree.Get("tree_param"); parameters.ok() && parameters->Has("size_leaf_vector")) {
    auto size = Count(*parameters, "size_leaf_vector", 1);
    if (!size.ok()) return size.status();
  }
  auto columns = ReadColumns(tree);
  if (!columns.ok()) return columns.status();

  const size_t count = columns->left->size();
  const size_t root = forest_.nodes_.size();
  std::vector<size_t> sources = {0};
  std::vector<bool> seen(count);
  for (size_t i = 0; i < sources.size(); ++i) {
    const size_t source = sources[i];
    if (seen[source]) return Broken(tree, absl::StrCat("node ", source, " is reached twice"));
    seen[source] = true;
    Forest::Node node{static_cast<float>((*columns->condition)[source]), Forest::kLeaf, 0};
    if ((*columns->left)[source] != -1) {
      const auto left = Index((*columns->left)[source], count);
      const auto right = Index((*columns->right)[source], count);
      const auto feature = Index((*columns->feature)[source], forest_.num_features_);
      if (!left || !right)
        return Broken(tree, absl::StrCat("node ", source, " has a child outside the tree"));
      if (!feature)
        return Broken(tree, absl::StrCat("node ", source, " asks for a feature outside num_feature"));
      const size_t place = root + sources.size();
      if (place >= Forest::kLeaf - 1) return Broken(tree, "too many nodes");
      node.left = static_cast<uint32_t>(place);
      node.feature = static_cast<uint32_t>(*feature);
      if ((*columns->default_left)[source] != 0) node.feature |= Forest::kDefaultLeft;
      sources.push_back(*left);
      sources.push_back(*right);
    }
    forest_.nodes_.push_back(node);
  }
  forest_.roots_.push_back(static_cast<uint32_t>(root));
  return absl::OkStatus();
}

absl::StatusOr<Forest> ForestBuilder::Build(const Field& root) {
  YACHAY_RETURN_IF_ERROR(ReadVersion(root));
  auto learner = root.Get("learner");
  if (!learner.ok()) return learner.status();
  YACHAY_RETURN_IF_ERROR(ReadObjective(*learner));
  YACHAY_RETURN_IF_ERROR(ReadParameters(*learner));
  YACHAY_RETURN_IF_ERROR(ReadBooster(*learner));
  forest_.nodes_.shrink_to_fit();
  return std::move(forest_);
}

absl::StatusOr<Forest> Forest::Parse(std::string_view bytes) {
  auto document = ReadDocument(bytes);
  if (!document.ok()) return document.status();
  return ForestBuilder().Build(Field(*document, ""));
}

}  // namespace yachay::forest
