// What a model loses when a column no longer says anything.
#ifndef TRAINING_IMPORTANCE_H_
#define TRAINING_IMPORTANCE_H_

#include <cstdint>
#include <vector>

#include "scoring/scorer.h"
#include "training/dataset.h"

namespace yachay::training {

// Per feature: accuracy minus accuracy with the column shuffled, mean of `repeats` seeded shuffles (Breiman
// 2001). Near 0, or below, for a column that does not matter. REQUIRES: known labels, at least one row.
std::vector<double> PermutationImportance(const scoring::Scorer& scorer, const Dataset& data, uint64_t seed,
                                          int repeats = 3);

}  // namespace yachay::training

#endif  // TRAINING_IMPORTANCE_H_
