// The trees again, laid out for vector registers: no walk, no branch, no gather.
//
// The leaves of a tree are numbered from left to right and are the bits of a word. Every test that a row
// fails (it goes right) clears the leaves of the left subtree; the lowest bit that survives is the row's
// leaf. All tests of a tree are made, in any order, for 64 rows at once (ScoreBlock) or, for one row, for 16
// words at once (Pack). A tree of more than 32 leaves takes several words, called segments; the first that is
// not zero holds the leaf. Trees of more than 128 leaves and trees that are not plain have no segments: they
// are walked.
#ifndef FOREST_LANES_H_
#define FOREST_LANES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "forest/trees.h"

namespace yachay::forest {

struct Lanes {
  static constexpr size_t kSegmentLeaves = 32;
  static constexpr size_t kMaxSegments = 4;
  static constexpr size_t kBlockRows = 64;
  static constexpr size_t kPackLanes = 16;
  static constexpr size_t kMaxColumns = 4096;   // a block of columns stays below 1 MiB
  static constexpr size_t kMaxRowColumns = 32;  // what a row's table can hold in registers

  struct Test {
    float threshold;
    uint32_t clear;   // the segment's leaves under the left child
    uint32_t offset;  // of the feature in a block of columns: feature * kBlockRows
  };
  struct Segment {
    uint32_t begin, middle, end;  // tests[begin, middle): a missing value goes right; [middle, end): left
  };
  // Consecutive trees whose segments fill the 16 lanes, transposed: entry slot * 16 + lane.
  struct Pack {
    uint32_t first_tree, end_tree;
    uint32_t first_segment;
    uint32_t slots;
    size_t first_entry;
  };

  std::vector<uint32_t> groups;         // per tree: the output it adds to
  std::vector<uint32_t> first_segment;  // per tree and one more; a tree without segments is walked
  std::vector<Segment> segments;
  std::vector<Test> tests;
  std::vector<float> leaves;  // per segment 32, the leftmost last: its place is lzcnt(lowest bit)

  bool wide = false;                  // rows have more than 16 columns
  std::vector<Pack> packs;            // empty when they have more than kMaxRowColumns
  std::vector<uint8_t> pack_columns;  // into RowTable
  std::vector<float> pack_thresholds;
  std::vector<uint32_t> pack_clears;

  bool Walked(size_t tree) const { return first_segment[tree] == first_segment[tree + 1]; }
};

// A row as a pack's tests read it: for each half of the columns 16 values as they are (missing goes right)
// and 16 with −inf for missing (it goes left).
struct alignas(64) RowTable {
  float values[64];
  static uint8_t Place(size_t column, bool default_left) {
    return static_cast<uint8_t>((column & 15) | (default_left ? 16 : 0) | (column & 16) << 1);
  }
};

// Empty (no trees) when rows have more than kMaxColumns columns.
Lanes MakeLanes(const Trees& trees, size_t num_features);
// From a row as ToPairs lays it out.
RowTable MakeRowTable(const float* pairs, size_t num_features);

}  // namespace yachay::forest

#endif  // FOREST_LANES_H_
