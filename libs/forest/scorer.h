// Margins of rows from a forest's trees, by one of the evaluators: all give the same bits.
#ifndef FOREST_SCORER_H_
#define FOREST_SCORER_H_

#include <cstddef>

#include "forest/lanes.h"
#include "forest/trees.h"

namespace yachay::forest {

enum class Evaluator { kScalar, kAvx2, kAvx512 };

bool Supported(Evaluator evaluator);

// Borrows both for the time of a call. `out` holds the base margins, row by row, and gets the leaves added in
// the trees' order.
struct Scorer {
  const Trees& trees;
  const Lanes& lanes;
  size_t num_features;
  size_t num_outputs;

  void AddScalar(const float* rows, size_t count, float* out) const;
  // REQUIRES: Supported(evaluator), lanes of these trees.
  void AddLanes(Evaluator evaluator, const float* rows, size_t count, float* out) const;

 private:
  void AddRowWalked(size_t tree, size_t end, const float* row, const float* pairs, float* out) const;
  void AddTreeWalked(size_t tree, const float* rows, const float* pairs, size_t count, float* out) const;
  void AddBlockWalked(const float* rows, size_t count, float* pairs, float* out) const;
  void AddRowPacked(const float* row, float* out) const;
  void AddBlock(Evaluator evaluator, const float* rows, size_t count, float* columns, float* scores) const;
};

}  // namespace yachay::forest

#endif  // FOREST_SCORER_H_
