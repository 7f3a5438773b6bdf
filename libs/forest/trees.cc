#include "forest/trees.h"

namespace yachay::forest {

uint32_t Trees::Walk(const Tree& tree, const float* row) const {
  uint32_t at = tree.root;
  while (!IsLeaf(at)) at = Next(nodes[at], row[nodes[at].column()]);
  return at;
}

void Trees::WalkTogether(uint32_t* at, const float* const* rows, uint32_t steps) const {
  const Node* all = nodes.data();
  for (uint32_t step = 0; step < steps; ++step) {
    uint32_t moved = 0;
    for (size_t i = 0; i < kTogether; ++i) {
      const Node& node = all[at[i]];
      const uint32_t next = node.child[node.GoesRight(rows[i][node.column()])];
      moved |= next ^ at[i];
      at[i] = next;
    }
    if (moved == 0) return;
  }
}

bool Trees::InCategories(uint32_t set, float x) const {
  const CategorySet& categories = category_sets[set];
  if (!(x >= 0.0F) || !(x < static_cast<float>(categories.words * 32))) return false;
  const auto category = static_cast<uint32_t>(x);
  return (category_words[categories.begin + category / 32] >> category % 32 & 1U) != 0;
}

}  // namespace yachay::forest
