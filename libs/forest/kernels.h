// The inner loops of the SIMD evaluators. Each is compiled for its own instructions, whatever the rest is
// compiled for: call it only where the processor has them (Forest::Evaluators).
#ifndef FOREST_KERNELS_H_
#define FOREST_KERNELS_H_

#include <cstddef>

#include "forest/lanes.h"

namespace yachay::forest {

// `columns`: feature by feature the values of Lanes::kBlockRows rows, 64-byte aligned; `scores`: likewise
// output by output. Adds the leaves of lanes' trees [tree, end), none of them walked, to the first `rows`
// rows at least.
void ScoreBlockAvx2(const Lanes& lanes, size_t tree, size_t end, const float* columns, size_t rows,
                    float* scores);
void ScoreBlockAvx512(const Lanes& lanes, size_t tree, size_t end, const float* columns, size_t rows,
                      float* scores);

// Adds the leaves of one row in one pack to its scores.
void ScorePackAvx512(const Lanes& lanes, const Lanes::Pack& pack, const RowTable& row, float* scores);

}  // namespace yachay::forest

#endif  // FOREST_KERNELS_H_
