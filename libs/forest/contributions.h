// Path-dependent TreeSHAP (Lundberg et al., "Consistent Individualized Feature Attribution for Tree
// Ensembles", algorithm 2) in float and in XGBoost's order of operations, so that the answers agree with its
// pred_contribs.
#ifndef FOREST_CONTRIBUTIONS_H_
#define FOREST_CONTRIBUTIONS_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "forest/trees.h"

namespace yachay::forest {

// FailedPrecondition when the model file had no sum_hessian, or its trees are too deep for the recursion.
absl::Status CanExplain(const Trees& trees);

// Adds one tree's contributions: a place per feature, and the tree's mean at the end. REQUIRES: CanExplain.
void AddContributions(const Trees& trees, const Tree& tree, const float* row, absl::Span<float> phi);

}  // namespace yachay::forest

#endif  // FOREST_CONTRIBUTIONS_H_
