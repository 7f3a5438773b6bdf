#include "forest/scorer.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "forest/kernels.h"

namespace yachay::forest {
namespace {

constexpr size_t kTogether = Trees::kTogether;
constexpr size_t kBlock = Lanes::kBlockRows;
// So few rows cost less one by one than as a block.
constexpr size_t kFewRowsPacked = 5;
constexpr size_t kFewRowsWalked = 4;

// 64-byte aligned floats.
class Block {
 public:
  explicit Block(size_t size) : memory_(size + 16) {
    void* at = memory_.data();
    size_t space = memory_.size() * sizeof(float);
    data_ = static_cast<float*>(std::align(64, size * sizeof(float), at, space));
  }
  float* data() { return data_; }

 private:
  std::vector<float> memory_;
  float* data_;
};

}  // namespace

bool Supported(Evaluator evaluator) {
  switch (evaluator) {
    case Evaluator::kScalar:
      return true;
    case Evaluator::kAvx2:
      return __builtin_cpu_supports("avx2") != 0;
    case Evaluator::kAvx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512cd") != 0;
  }
  return false;
}

// Trees [tree, end) for one row, several at a time.
void Scorer::AddRowWalked(size_t tree, size_t end, const float* row, const float* pairs, float* out) const {
  for (size_t first = tree; first < end; first += kTogether) {
    const size_t count = std::min(kTogether, end - first);
    uint32_t at[kTogether];
    uint32_t steps = 0;
    bool plain = true;
    for (size_t i = 0; i < kTogether; ++i) {
      const Tree& t = trees.trees[first + std::min(i, count - 1)];
      at[i] = t.root;
      steps = std::max(steps, t.depth);
      plain = plain && t.plain;
    }
    if (plain) trees.WalkTogether(at, pairs, 0, steps);
    for (size_t i = 0; i < count; ++i) {
      const Tree& t = trees.trees[first + i];
      out[t.group] += plain ? trees.steps[at[i]].value : trees.nodes[trees.Walk(t, row)].value;
    }
  }
}

// One tree for all rows, several at a time.
void Scorer::AddTreeWalked(size_t tree, const float* rows, const float* pairs, size_t count,
                           float* out) const {
  const Tree& t = trees.trees[tree];
  const size_t stride = PairsSize(num_features);
  size_t r = 0;
  for (; t.plain && r + kTogether <= count; r += kTogether) {
    uint32_t at[kTogether];
    std::fill_n(at, kTogether, t.root);
    trees.WalkTogether(at, pairs + r * stride, stride, t.depth);
    for (size_t i = 0; i < kTogether; ++i) out[(r + i) * num_outputs + t.group] += trees.steps[at[i]].value;
  }
  for (; r < count; ++r) {
    out[r * num_outputs + t.group] += trees.nodes[trees.Walk(t, rows + r * num_features)].value;
  }
}

void Scorer::AddBlockWalked(const float* rows, size_t count, float* pairs, float* out) const {
  const size_t stride = PairsSize(num_features);
  for (size_t r = 0; r < count; ++r) ToPairs(rows + r * num_features, num_features, pairs + r * stride);
  if (count <= kFewRowsWalked) {
    for (size_t r = 0; r < count; ++r) {
      AddRowWalked(0, trees.trees.size(), rows + r * num_features, pairs + r * stride, out + r * num_outputs);
    }
    return;
  }
  for (size_t t = 0; t < trees.trees.size(); ++t) AddTreeWalked(t, rows, pairs, count, out);
}

void Scorer::AddScalar(const float* rows, size_t count, float* out) const {
  std::vector<float> pairs(PairsSize(num_features) * std::min(kBlock, count));
  for (size_t r = 0; r < count; r += kBlock) {
    AddBlockWalked(rows + r * num_features, std::min(kBlock, count - r), pairs.data(), out + r * num_outputs);
  }
}

// REQUIRES: packs, so that a row fits a table.
void Scorer::AddRowPacked(const float* row, float* out) const {
  float pairs[2 * Lanes::kMaxRowColumns + 1];
  ToPairs(row, num_features, pairs);
  const RowTable table = MakeRowTable(pairs, num_features);
  size_t tree = 0;
  for (const Lanes::Pack& pack : lanes.packs) {
    AddRowWalked(tree, pack.first_tree, row, pairs, out);
    ScorePackAvx512(lanes, pack, table, out);
    tree = pack.end_tree;
  }
  AddRowWalked(tree, trees.trees.size(), row, pairs, out);
}

// Runs of trees with segments go to the kernel; the others are walked row by row, in the same order.
void Scorer::AddBlock(Evaluator evaluator, const float* rows, size_t count, float* columns,
                      float* scores) const {
  const auto kernel = evaluator == Evaluator::kAvx512 ? ScoreBlockAvx512 : ScoreBlockAvx2;
  for (size_t c = 0; c < num_features; ++c) {
    for (size_t r = 0; r < count; ++r) columns[c * kBlock + r] = rows[r * num_features + c];
  }
  for (size_t tree = 0; tree < trees.trees.size();) {
    size_t end = tree;
    while (end < trees.trees.size() && !lanes.Walked(end)) ++end;
    kernel(lanes, tree, end, columns, count, scores);
    for (tree = end; tree < trees.trees.size() && lanes.Walked(tree); ++tree) {
      const Tree& t = trees.trees[tree];
      for (size_t r = 0; r < count; ++r)
        scores[t.group * kBlock + r] += trees.nodes[trees.Walk(t, rows + r * num_features)].value;
    }
  }
}

void Scorer::AddLanes(Evaluator evaluator, const float* rows, size_t count, float* out) const {
  const bool packed = evaluator == Evaluator::kAvx512 && !lanes.packs.empty();
  if (count <= (packed ? kFewRowsPacked : kFewRowsWalked)) {
    if (!packed) return AddScalar(rows, count, out);
    for (size_t r = 0; r < count; ++r) AddRowPacked(rows + r * num_features, out + r * num_outputs);
    return;
  }
  Block columns(num_features * kBlock);
  Block scores(num_outputs * kBlock);
  for (size_t first = 0; first < count; first += kBlock) {
    const size_t size = std::min(kBlock, count - first);
    float* block_out = out + first * num_outputs;
    for (size_t r = 0; r < size; ++r) {
      for (size_t o = 0; o < num_outputs; ++o) scores.data()[o * kBlock + r] = block_out[r * num_outputs + o];
    }
    AddBlock(evaluator, rows + first * num_features, size, columns.data(), scores.data());
    for (size_t r = 0; r < size; ++r) {
      for (size_t o = 0; o < num_outputs; ++o) block_out[r * num_outputs + o] = scores.data()[o * kBlock + r];
    }
  }
}

}  // namespace yachay::forest
