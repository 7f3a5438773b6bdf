#include "forest/contributions.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"

namespace yachay::forest {
namespace {

constexpr uint32_t kMaxDepth = 256;
constexpr size_t kNoFeature = ~size_t{0};

// A feature on the way to a node: the share of all rows that pass its splits when it is unknown (zero) and
// when it is known (one: 0 or 1), and the weight of the subsets of this size.
struct PathElement {
  size_t feature;
  float zero;
  float one;
  float weight;
};

// `path` has depth elements; adds one more.
void Extend(PathElement* path, unsigned depth, PathElement element) {
  path[depth] = element;
  path[depth].weight = depth == 0 ? 1.0F : 0.0F;
  const auto length = static_cast<float>(depth + 1);
  for (unsigned i = depth; i-- > 0;) {
    path[i + 1].weight += element.one * path[i].weight * static_cast<float>(i + 1) / length;
    path[i].weight = element.zero * path[i].weight * static_cast<float>(depth - i) / length;
  }
}

// Undoes Extend for the element at `index`.
void Unwind(PathElement* path, unsigned depth, unsigned index) {
  const float one = path[index].one;
  const float zero = path[index].zero;
  const auto length = static_cast<float>(depth + 1);
  float next = path[depth].weight;
  for (unsigned i = depth; i-- > 0;) {
    if (one != 0) {
      const float before = path[i].weight;
      path[i].weight = next * length / (static_cast<float>(i + 1) * one);
      next = before - path[i].weight * zero * static_cast<float>(depth - i) / length;
    } else {
      path[i].weight = path[i].weight * length / (zero * static_cast<float>(depth - i));
    }
  }
  for (unsigned i = index; i < depth; ++i) {
    const float weight = path[i].weight;
    path[i] = path[i + 1];
    path[i].weight = weight;
  }
}

// The sum of the weights that Unwind would leave.
float UnwoundSum(const PathElement* path, unsigned depth, unsigned index) {
  const float one = path[index].one;
  const float zero = path[index].zero;
  const auto length = static_cast<float>(depth + 1);
  float next = path[depth].weight;
  float total = 0;
  for (unsigned i = depth; i-- > 0;) {
    if (one != 0) {
      const float weight = next * length / (static_cast<float>(i + 1) * one);
      total += weight;
      next = path[i].weight - weight * zero * (static_cast<float>(depth - i) / length);
    } else if (zero != 0) {
      total += (path[i].weight / zero) / (static_cast<float>(depth - i) / length);
    }
  }
  return total;
}

class Explainer {
 public:
  Explainer(const Trees& trees, const float* row, absl::Span<float> phi)
      : trees_(trees), row_(row), phi_(phi) {}

  // `parent` has depth elements and room behind them; `element` is the split that led to the node.
  void Visit(uint32_t at, unsigned depth, PathElement* parent, PathElement element) {
    PathElement* path = parent + depth + 1;
    std::copy(parent, parent + depth + 1, path);
    Extend(path, depth, element);
    if (trees_.IsLeaf(at)) {
      Leaf(trees_.nodes[at].value, depth, path);
    } else {
      Split(at, depth, path);
    }
  }

 private:
  void Leaf(float value, unsigned depth, const PathElement* path) {
    for (unsigned i = 1; i <= depth; ++i) {
      const float weight = UnwoundSum(path, depth, i);
      phi_[path[i].feature] += weight * (path[i].one - path[i].zero) * value;
    }
  }

  void Split(uint32_t at, unsigned depth, PathElement* path) {
    const Node& node = trees_.nodes[at];
    const size_t feature = node.column();
    const uint32_t hot = trees_.Next(node, row_[feature]);
    const uint32_t cold = node.child[hot == node.child[0] ? 1 : 0];
    const float cover = trees_.covers[at];
    float zero = 1;
    float one = 1;
    unsigned index = 0;
    while (index <= depth && path[index].feature != feature) ++index;
    if (index <= depth) {  // a second split on a feature takes the place of the first
      zero = path[index].zero;
      one = path[index].one;
      Unwind(path, depth, index);
      --depth;
    }
    Visit(hot, depth + 1, path, {feature, trees_.covers[hot] / cover * zero, one, 0});
    Visit(cold, depth + 1, path, {feature, trees_.covers[cold] / cover * zero, 0, 0});
  }

  const Trees& trees_;
  const float* row_;
  absl::Span<float> phi_;
};

// The mean of the leaves under a node, weighted by their cover.
float Mean(const Trees& trees, uint32_t at) {
  const Node& node = trees.nodes[at];
  if (trees.IsLeaf(at)) return node.value;
  float sum = Mean(trees, node.child[0]) * trees.covers[node.child[0]];
  sum += Mean(trees, node.child[1]) * trees.covers[node.child[1]];
  return sum / trees.covers[at];
}

}  // namespace

absl::Status CanExplain(const Trees& trees) {
  if (trees.covers.empty() && !trees.nodes.empty()) {
    return absl::FailedPreconditionError(
        "the model file has no field 'sum_hessian': its scores cannot be explained; save it with XGBoost "
        "again");
  }
  for (const Tree& tree : trees.trees) {
    if (tree.depth <= kMaxDepth) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("a tree is ", tree.depth, " splits deep; up to ", kMaxDepth, " can be explained"));
  }
  return absl::OkStatus();
}

void AddContributions(const Trees& trees, const Tree& tree, const float* row, absl::Span<float> phi) {
  std::vector<float> own(phi.size());
  own.back() = Mean(trees, tree.root);
  const size_t depth = tree.depth + 2;
  std::vector<PathElement> path(depth * (depth + 1) / 2 + depth);
  Explainer(trees, row, absl::MakeSpan(own)).Visit(tree.root, 0, path.data(), {kNoFeature, 1, 1, 0});
  for (size_t i = 0; i < phi.size(); ++i) phi[i] += own[i];
}

}  // namespace yachay::forest
