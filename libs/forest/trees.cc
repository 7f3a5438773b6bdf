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

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Deeper trees are looked at every so many steps: most of their rows arrive early.
constexpr uint32_t kDepthUnchecked = 6;

template <bool kOneRow>
void Walks(const Step* steps, uint32_t* start, const float* pairs, size_t stride, uint32_t depth) {
  uint32_t at[Trees::kTogether];
  std::copy_n(start, Trees::kTogether, at);
  while (depth > 0) {
    const uint32_t now = std::min(depth, kDepthUnchecked);
    for (uint32_t level = 0; level < now; ++level) {
      for (size_t i = 0; i < Trees::kTogether; ++i) {
        const Step& step = steps[at[i]];
        const float x = pairs[(kOneRow ? 0 : i * stride) + step.place];
        at[i] += step.delta + static_cast<uint32_t>(!(x < step.value));
      }
    }
    depth -= now;
    bool arrived = depth > 0;
    for (size_t i = 0; arrived && i < Trees::kTogether; ++i) arrived = steps[at[i]].delta == 0;
    if (arrived) break;
  }
  std::copy_n(at, Trees::kTogether, start);
}

}  // namespace

void Trees::MakeSteps(size_t num_features) {
  constexpr size_t kMax = std::numeric_limits<uint16_t>::max();
  steps.resize(nodes.size());
  for (Tree& tree : trees) {
    tree.plain = tree.plain && PairsSize(num_features) <= kMax;
    for (uint32_t n = tree.root; n < tree.end && tree.plain; ++n) {
      const Node& node = nodes[n];
      const uint32_t delta = node.child[0] - n;
      tree.plain = delta <= kMax;
      const uint32_t place = IsLeaf(n) ? static_cast<uint32_t>(2 * num_features) : node.place;
      steps[n] = {node.value, static_cast<uint16_t>(place), static_cast<uint16_t>(delta)};
    }
  }
}

void Trees::WalkTogether(uint32_t* at, const float* pairs, size_t stride, uint32_t depth) const {
  if (stride == 0) {
    Walks<true>(steps.data(), at, pairs, stride, depth);
  } else {
    Walks<false>(steps.data(), at, pairs, stride, depth);
  }
}

void ToPairs(const float* row, size_t columns, float* pairs) {
  for (size_t c = 0; c < columns; ++c) {
    pairs[2 * c] = row[c];
    pairs[2 * c + 1] = std::isnan(row[c]) ? -kInfinity : row[c];
  }
  pairs[2 * columns] = -kInfinity;
}

bool Trees::InCategories(uint32_t set, float x) const {
  const CategorySet& categories = category_sets[set];
  if (!(x >= 0.0F) || !(x < static_cast<float>(categories.words * 32))) return false;
  const auto category = static_cast<uint32_t>(x);
  return (category_words[categories.begin + category / 32] >> category % 32 & 1U) != 0;
}

}  // namespace yachay::forest
