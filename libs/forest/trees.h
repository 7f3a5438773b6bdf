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

// 16 bytes. Both children of a leaf are the leaf itself.
struct Node {
  float value;     // the threshold; the value of a leaf; the bits of the index of a category set
  uint32_t place;  // column * 2 + (missing goes left); with the flag below
  uint32_t child[2];

  static constexpr uint32_t kCategorical = 0x80000000U;

  size_t column() const { return (place & ~kCategorical) >> 1; }
  bool default_left() const { return (place & 1) != 0; }
  bool categorical() const { return (place & kCategorical) != 0; }
};

// A node of a plain tree in 8 bytes, for the walk: `delta` from it stands its left child, the right one next
// to that. A leaf asks for the place after the last column, where ToPairs puts −inf: it goes left by 0, so
// that a walk may take steps too many.
struct Step {
  float value;
  uint16_t place;
  uint16_t delta;
};

struct Tree {
  uint32_t root;
  uint32_t end;    // nodes[root, end)
  uint32_t group;  // the output it adds to
  uint32_t depth;  // edges on the longest path
  bool plain;      // numeric splits only, none of them at −inf, and all fit Step
};

struct CategorySet {
  uint32_t begin;  // in Trees::category_words
  uint32_t words;
};

struct Trees {
  std::vector<Node> nodes;
  std::vector<Step> steps;  // beside nodes, by MakeSteps
  std::vector<Tree> trees;  // in XGBoost's order
  std::vector<CategorySet> category_sets;
  std::vector<uint32_t> category_words;
  std::vector<float> covers;  // per node the sum of hessians; empty when the file has none
  std::vector<uint32_t> ids;  // per node its number in XGBoost's tree

  bool IsLeaf(uint32_t node) const { return nodes[node].child[0] == node; }
  // The child that a row with value x goes to.
  uint32_t Next(const Node& node, float x) const {
    if (x != x) return node.child[node.default_left() ? 0 : 1];
    if (node.categorical()) return node.child[InCategories(std::bit_cast<uint32_t>(node.value), x)];
    return node.child[!(x < node.value)];
  }
  uint32_t Walk(const Tree& tree, const float* row) const;
  // When all trees are there.
  void MakeSteps(size_t num_features);
  // kTogether walks at once in plain trees, so that their loads overlap: from the nodes `at`, `depth` deep,
  // the i-th for the row at pairs + i * stride. A row is laid out by ToPairs.
  static constexpr size_t kTogether = 16;
  void WalkTogether(uint32_t* at, const float* pairs, size_t stride, uint32_t depth) const;

 private:
  bool InCategories(uint32_t set, float x) const;
};

// Two values per column, found by Node::place: the value itself, which as NaN is not less than any threshold
// and goes right, and the value with −inf for NaN, which goes left. Behind them −inf, for leaves.
inline size_t PairsSize(size_t columns) { return 2 * columns + 1; }
void ToPairs(const float* row, size_t columns, float* pairs);

}  // namespace yachay::forest

#endif  // FOREST_TREES_H_
