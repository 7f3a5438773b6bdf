// The trees of a forest in memory, and how a row finds its leaf: XGBoost's rule, one node at a time.
//
// Left when value < threshold; a missing (NaN) value goes where the node says. A categorical split sends the
// listed categories right and everything else, invalid and unseen ones too, left.
#ifndef FOREST_TREES_H_
#define FOREST_TREES_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yachay::forest {

// 16 bytes. Both children of a leaf are the leaf itself, so that a walk may take steps too many.
struct Node {
  float value;       // the threshold; the value of a leaf; the bits of the index of a category set
  uint32_t feature;  // and the flags below
  uint32_t child[2];

  static constexpr uint32_t kDefaultLeft = 0x80000000U;
  static constexpr uint32_t kCategorical = 0x40000000U;
  static constexpr uint32_t kFeatureMask = 0x3FFFFFFFU;

  size_t column() const { return feature & kFeatureMask; }
  bool default_left() const { return (feature & kDefaultLeft) != 0; }
  bool categorical() const { return (feature & kCategorical) != 0; }
  // No comparison short-circuits: the walk of several trees must not branch.
  bool GoesRight(float x) const {
    return !(x < value) & !(static_cast<bool>(x != x) & default_left());
  }
};

struct Tree {
  uint32_t root;
  uint32_t end;    // nodes[root, end)
  uint32_t group;  // the output it adds to
  uint32_t depth;  // edges on the longest path
  bool categorical;
};

struct CategorySet {
  uint32_t begin;  // in Trees::category_words
  uint32_t words;
};

struct Trees {
  std::vector<Node> nodes;
  std::vector<Tree> trees;  // in XGBoost's order
  std::vector<CategorySet> category_sets;
  std::vector<uint32_t> category_words;
  std::vector<float> covers;  // per node the sum of hessians; empty when the file has none
  std::vector<uint32_t> ids;  // per node its number in XGBoost's tree

  bool IsLeaf(uint32_t node) const { return nodes[node].child[0] == node; }
  // The child that a row with value x goes to.
  uint32_t Next(const Node& node, float x) const {
    if (node.categorical() && x == x) return node.child[InCategories(std::bit_cast<uint32_t>(node.value), x)];
    return node.child[node.GoesRight(x)];
  }
  uint32_t Walk(const Tree& tree, const float* row) const;
  // From nodes[i] with rows[i], `steps` deep, for kTogether walks at once: their loads overlap. Only numeric
  // splits.
  static constexpr size_t kTogether = 8;
  void WalkTogether(uint32_t* at, const float* const* rows, uint32_t steps) const;

 private:
  bool InCategories(uint32_t set, float x) const;
};

}  // namespace yachay::forest

#endif  // FOREST_TREES_H_
