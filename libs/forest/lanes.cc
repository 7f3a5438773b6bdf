#include "forest/lanes.h"

#include <algorithm>

namespace yachay::forest {
namespace {

bool Packable(const Tree& tree) {
  return tree.plain && tree.end - tree.root < 2 * Lanes::kMaxSegments * Lanes::kSegmentLeaves;
}

// One tree in order: leaves from left to right, and for each split the leaves under its left child.
class TreeLanes {
 public:
  TreeLanes(const Trees& trees, const Tree& tree) : trees_(trees) { Visit(tree.root); }

  void AppendTo(Lanes& lanes) {
    for (size_t first = 0; first < leaves_.size(); first += Lanes::kSegmentLeaves)
      AppendSegment(first, lanes);
  }

 private:
  struct Split {
    const Node* node;
    size_t left_begin, left_end;  // in leaves_
  };

  void Visit(uint32_t at) {
    const Node& node = trees_.nodes[at];
    if (trees_.IsLeaf(at)) {
      leaves_.push_back(node.value);
      return;
    }
    const size_t begin = leaves_.size();
    Visit(node.child[0]);
    splits_.push_back({&node, begin, leaves_.size()});
    Visit(node.child[1]);
  }

  void AppendTests(size_t first, bool default_left, Lanes& lanes) const {
    for (const Split& split : splits_) {
      if (split.node->default_left() != default_left) continue;
      uint32_t clear = 0;
      for (size_t leaf = std::max(first, split.left_begin);
           leaf < std::min(first + Lanes::kSegmentLeaves, split.left_end); ++leaf) {
        clear |= 1U << (leaf - first);
      }
      const auto offset = static_cast<uint32_t>(split.node->column() * Lanes::kBlockRows);
      if (clear != 0) lanes.tests.push_back({split.node->value, clear, offset});
    }
  }

  void AppendSegment(size_t first, Lanes& lanes) const {
    Lanes::Segment segment{static_cast<uint32_t>(lanes.tests.size()), 0, 0};
    AppendTests(first, false, lanes);
    segment.middle = static_cast<uint32_t>(lanes.tests.size());
    AppendTests(first, true, lanes);
    segment.end = static_cast<uint32_t>(lanes.tests.size());
    lanes.segments.push_back(segment);
    for (size_t i = Lanes::kSegmentLeaves; i-- > 0;) {
      lanes.leaves.push_back(first + i < leaves_.size() ? leaves_[first + i] : 0.0F);
    }
  }

  const Trees& trees_;
  std::vector<float> leaves_;
  std::vector<Split> splits_;
};

// A slot without a test clears nothing.
void FillPack(Lanes& lanes, Lanes::Pack& pack) {
  const uint32_t end = lanes.first_segment[pack.end_tree];
  pack.first_entry = lanes.pack_columns.size();
  for (uint32_t s = pack.first_segment; s < end; ++s) {
    pack.slots = std::max(pack.slots, lanes.segments[s].end - lanes.segments[s].begin);
  }
  const size_t size = pack.first_entry + pack.slots * Lanes::kPackLanes;
  lanes.pack_columns.resize(size);
  lanes.pack_thresholds.resize(size);
  lanes.pack_clears.resize(size);
  for (uint32_t s = pack.first_segment; s < end; ++s) {
    const Lanes::Segment& segment = lanes.segments[s];
    for (uint32_t t = segment.begin; t < segment.end; ++t) {
      const size_t entry =
          pack.first_entry + (t - segment.begin) * Lanes::kPackLanes + s - pack.first_segment;
      const Lanes::Test& test = lanes.tests[t];
      lanes.pack_columns[entry] = RowTable::Place(test.offset / Lanes::kBlockRows, t >= segment.middle);
      lanes.pack_thresholds[entry] = test.threshold;
      lanes.pack_clears[entry] = test.clear;
    }
  }
}

void MakePacks(Lanes& lanes) {
  const auto trees = static_cast<uint32_t>(lanes.groups.size());
  for (uint32_t t = 0; t < trees;) {
    if (lanes.Walked(t)) {
      ++t;
      continue;
    }
    Lanes::Pack pack{t, t, lanes.first_segment[t], 0, 0};
    while (t < trees && !lanes.Walked(t) &&
           lanes.first_segment[t + 1] - pack.first_segment <= Lanes::kPackLanes) {
      pack.end_tree = ++t;
    }
    FillPack(lanes, pack);
    lanes.packs.push_back(pack);
  }
}

}  // namespace

Lanes MakeLanes(const Trees& trees, size_t num_features) {
  Lanes lanes;
  if (num_features > Lanes::kMaxColumns) return lanes;
  lanes.first_segment.push_back(0);
  for (const Tree& tree : trees.trees) {
    if (Packable(tree)) TreeLanes(trees, tree).AppendTo(lanes);
    lanes.first_segment.push_back(static_cast<uint32_t>(lanes.segments.size()));
    lanes.groups.push_back(tree.group);
  }
  lanes.wide = num_features > 16;
  if (num_features <= Lanes::kMaxRowColumns) MakePacks(lanes);
  return lanes;
}

RowTable MakeRowTable(const float* pairs, size_t num_features) {
  RowTable table{};
  for (size_t column = 0; column < num_features; ++column) {
    table.values[RowTable::Place(column, false)] = pairs[2 * column];
    table.values[RowTable::Place(column, true)] = pairs[2 * column + 1];
  }
  return table;
}

}  // namespace yachay::forest
