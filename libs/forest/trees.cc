#include "forest/trees.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace yachay::forest {

uint32_t Trees::Walk(const Tree& tree, const float* row) const {
  uint32_t at = tree.root;
  while (!IsLeaf(at)) at = Next(nodes[at], row[nodes[at].column()]);
  return at;
}

namespace {

// Deeper trees are looked at every so many steps: most of their rows arrive early.
constexpr uint32_t kStepsUnchecked = 6;

template <bool kOneRow>
void Walks(const Node* nodes, uint32_t* start, const float* pairs, size_t stride, uint32_t steps) {
  uint32_t at[Trees::kTogether];
  std::copy_n(start, Trees::kTogether, at);
  while (steps > 0) {
    const uint32_t now = std::min(steps, kStepsUnchecked);
    for (uint32_t step = 0; step < now; ++step) {
      for (size_t i = 0; i < Trees::kTogether; ++i) {
        const Node& node = nodes[at[i]];
        const float x = pairs[(kOneRow ? 0 : i * stride) + node.place];
        at[i] = node.child[!(x < node.value)];
      }
    }
    steps -= now;
    bool arrived = true;
    for (size_t i = 0; steps > 0 && i < Trees::kTogether; ++i) arrived &= nodes[at[i]].child[0] == at[i];
    if (arrived && steps > 0) break;
  }
  std::copy_n(at, Trees::kTogether, start);
}

}  // namespace

void Trees::WalkTogether(uint32_t* at, const float* pairs, size_t stride, uint32_t steps) const {
  if (stride == 0) {
    Walks<true>(nodes.data(), at, pairs, stride, steps);
  } else {
    Walks<false>(nodes.data(), at, pairs, stride, steps);
  }
}

void ToPairs(const float* row, size_t columns, float* pairs) {
  for (size_t c = 0; c < columns; ++c) {
    pairs[2 * c] = row[c];
    pairs[2 * c + 1] = std::isnan(row[c]) ? -std::numeric_limits<float>::infinity() : row[c];
  }
}

bool Trees::InCategories(uint32_t set, float x) const {
  const CategorySet& categories = category_sets[set];
  if (!(x >= 0.0F) || !(x < static_cast<float>(categories.words * 32))) return false;
  const auto category = static_cast<uint32_t>(x);
  return (category_words[categories.begin + category / 32] >> category % 32 & 1U) != 0;
}

}  // namespace yachay::forest
