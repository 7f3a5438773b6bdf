#include "forest/tree_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "forest/field_status.h"

namespace yachay::forest {
namespace {

// A set is kept as bits: this bounds what one number in a file can claim to 8 KiB.
constexpr size_t kMaxCategory = size_t{1} << 16;
constexpr size_t kMaxNodes = size_t{1} << 30;

using Numbers = Value::Numbers;

// The columns of one tree in the file, one entry a node. The last two may be absent (nullptr): split_type
// before XGBoost 1.3, sum_hessian in files that others wrote.
struct Columns {
  const Numbers* left = nullptr;
  const Numbers* right = nullptr;
  const Numbers* feature = nullptr;
  const Numbers* condition = nullptr;
  const Numbers* default_left = nullptr;
  const Numbers* split_type = nullptr;
  const Numbers* cover = nullptr;
};

// An index below `limit`; nullopt for negative, fractional or larger numbers.
std::optional<size_t> Index(double number, size_t limit) {
  if (!(number >= 0) || number >= static_cast<double>(limit) || number != std::floor(number)) return {};
  return static_cast<size_t>(number);
}

absl::StatusOr<const Numbers*> NumbersOf(const Field& parent, std::string_view key) {
  auto field = parent.Get(key);
  if (!field.ok()) return field.status();
  return field->Numbers();
}

class TreeReader {
 public:
  TreeReader(const Field& tree, size_t num_features, float weight, Trees& trees)
      : tree_(tree), num_features_(num_features), weight_(weight), trees_(trees) {}

  absl::Status Read(uint32_t group);

 private:
  absl::Status ReadColumns();
  absl::Status ReadCategories();
  absl::Status AddCategorySet(const Numbers& categories, size_t begin, size_t size);
  absl::Status AddLeaf(size_t source, uint32_t place);
  absl::Status AddSplit(size_t source, uint32_t children);
  absl::Status Broken(size_t node, std::string_view what) const {
    return BrokenField(tree_, absl::StrCat("node ", node, " ", std::string(what)));
  }

  const Field& tree_;
  const size_t num_features_;
  const float weight_;
  Trees& trees_;
  Columns columns_;
  std::vector<uint32_t> set_of_node_;  // by node of the file; kNoSet without one
  static constexpr uint32_t kNoSet = 0xFFFFFFFFU;
};

absl::Status TreeReader::ReadColumns() {
  const struct {
    std::string_view name;
    const Numbers** target;
    bool required;
  } wanted[] = {
      {"left_children", &columns_.left, true},        {"right_children", &columns_.right, true},
      {"split_indices", &columns_.feature, true},     {"split_conditions", &columns_.condition, true},
      {"default_left", &columns_.default_left, true}, {"split_type", &columns_.split_type, false},
      {"sum_hessian", &columns_.cover, false}};
  for (const auto& column : wanted) {
    if (!column.required && !tree_.Has(column.name)) continue;
    auto numbers = NumbersOf(tree_, column.name);
    if (!numbers.ok()) return numbers.status();
    *column.target = *numbers;
    if ((*numbers)->size() != columns_.left->size())
      return BrokenField(*tree_.Get(column.name), "length differs from left_children");
  }
  if (columns_.left->empty()) return BrokenField(tree_, "a tree without nodes");
  return absl::OkStatus();
}

absl::Status TreeReader::AddCategorySet(const Numbers& categories, size_t begin, size_t size) {
  size_t words = 0;
  for (size_t i = begin; i < begin + size; ++i) {
    const auto category = Index(categories[i], kMaxCategory);
    if (!category)
      return BrokenField(*tree_.Get("categories"), "a category is not a whole number below 65536");
    words = std::max(words, *category / 32 + 1);
  }
  const size_t first = trees_.category_words.size();
  trees_.category_sets.push_back({static_cast<uint32_t>(first), static_cast<uint32_t>(words)});
  trees_.category_words.resize(first + words);
  for (size_t i = begin; i < begin + size; ++i) {
    const auto category = static_cast<uint32_t>(categories[i]);
    trees_.category_words[first + category / 32] |= 1U << category % 32;
  }
  return absl::OkStatus();
}

absl::Status TreeReader::ReadCategories() {
  const Numbers* types = columns_.split_type;
  if (types == nullptr || std::all_of(types->begin(), types->end(), [](double x) { return x == 0; }))
    return {};
  set_of_node_.assign(types->size(), kNoSet);
  const Numbers* found[4] = {};
  const std::string_view names[] = {"categories", "categories_nodes", "categories_segments",
                                    "categories_sizes"};
  for (size_t i = 0; i < 4; ++i) {
    auto numbers = NumbersOf(tree_, names[i]);
    if (!numbers.ok()) return numbers.status();
    found[i] = *numbers;
  }
  const auto& [categories, nodes, segments, sizes] = found;
  if (nodes->size() != segments->size() || nodes->size() != sizes->size())
    return BrokenField(*tree_.Get("categories_nodes"), "length differs from categories_segments or _sizes");
  for (size_t i = 0; i < nodes->size(); ++i) {
    const auto node = Index((*nodes)[i], types->size());
    const auto begin = Index((*segments)[i], categories->size() + 1);
    const auto size = Index((*sizes)[i], categories->size() + 1);
    if (!node || !begin || !size || *begin + *size > categories->size())
      return BrokenField(*tree_.Get("categories_nodes"), "points outside the tree or its categories");
    if (set_of_node_[*node] != kNoSet) return Broken(*node, "has two sets of categories");
    set_of_node_[*node] = static_cast<uint32_t>(trees_.category_sets.size());
    if (absl::Status status = AddCategorySet(*categories, *begin, *size); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TreeReader::AddLeaf(size_t source, uint32_t place) {
  const float value = static_cast<float>((*columns_.condition)[source]) * weight_;
  if (!std::isfinite(value)) return Broken(source, "is a leaf whose value is not finite");
  trees_.nodes.push_back({value, 0, {place, place}});
  return absl::OkStatus();
}

absl::Status TreeReader::AddSplit(size_t source, uint32_t children) {
  const auto feature = Index((*columns_.feature)[source], num_features_);
  if (!feature) return Broken(source, "asks for a feature outside num_feature");
  const bool default_left = (*columns_.default_left)[source] != 0;
  Node node{static_cast<float>((*columns_.condition)[source]),
            static_cast<uint32_t>(*feature * 2 + (default_left ? 1 : 0)),
            {children, children + 1}};
  const double type = columns_.split_type == nullptr ? 0 : (*columns_.split_type)[source];
  if (type == 1) {
    if (set_of_node_[source] == kNoSet) return Broken(source, "is categorical and has no categories");
    node.value = std::bit_cast<float>(set_of_node_[source]);
    node.place |= Node::kCategorical;
  } else if (type != 0) {
    return Broken(source, absl::StrCat("has split_type ", type, "; understood are 0 and 1"));
  } else if (std::isnan(node.value)) {
    return Broken(source, "has a split condition that is not a number");
  }
  trees_.nodes.push_back(node);
  return absl::OkStatus();
}

// Copies the reachable nodes breadth first. Each node may be reached once only: with as many steps as nodes
// at most, a cycle in a corrupted file ends as an error.
absl::Status TreeReader::Read(uint32_t group) {
  if (absl::Status status = ReadColumns(); !status.ok()) return status;
  if (absl::Status status = ReadCategories(); !status.ok()) return status;
  const size_t count = columns_.left->size();
  const size_t root = trees_.nodes.size();
  if (root + count > kMaxNodes) return BrokenField(tree_, "too many nodes");
  Tree tree{static_cast<uint32_t>(root), 0, group, 0, true};
  std::vector<std::pair<size_t, uint32_t>> sources = {{0, 0}};  // node of the file, depth
  std::vector<bool> seen(count);
  for (size_t i = 0; i < sources.size(); ++i) {
    const auto [source, depth] = sources[i];
    if (seen[source]) return Broken(source, "is reached twice");
    seen[source] = true;
    const bool leaf = (*columns_.left)[source] == -1;
    const absl::Status added = leaf ? AddLeaf(source, static_cast<uint32_t>(root + i))
                                    : AddSplit(source, static_cast<uint32_t>(root + sources.size()));
    if (!added.ok()) return added;
    trees_.ids.push_back(static_cast<uint32_t>(source));
    if (columns_.cover != nullptr) trees_.covers.push_back(static_cast<float>((*columns_.cover)[source]));
    tree.depth = std::max(tree.depth, depth);
    if (leaf) continue;
    const Node& split = trees_.nodes.back();
    tree.plain = tree.plain && !split.categorical() && split.value > -std::numeric_limits<float>::infinity();
    const auto left = Index((*columns_.left)[source], count);
    const auto right = Index((*columns_.right)[source], count);
    if (!left || !right) return Broken(source, "has a child outside the tree");
    sources.emplace_back(*left, depth + 1);
    sources.emplace_back(*right, depth + 1);
  }
  tree.end = static_cast<uint32_t>(trees_.nodes.size());
  trees_.trees.push_back(tree);
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadTree(const Field& tree, size_t num_features, uint32_t group, float weight, Trees& trees) {
  return TreeReader(tree, num_features, weight, trees).Read(group);
}

}  // namespace yachay::forest
