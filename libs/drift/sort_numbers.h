// Sorting numbers faster than by comparing them. Internal to the library.
#ifndef DRIFT_SORT_NUMBERS_H_
#define DRIFT_SORT_NUMBERS_H_

#include <vector>

#include "absl/types/span.h"
#include "drift/column.h"

namespace yachay::drift {

// How often each finite number occurs, ascending; -0.0 counts as 0.0, NaN and infinity are left out. A radix
// sort by bytes that passes over those that all numbers share: whole numbers take two or three of the eight.
Counts<double> CountNumbers(absl::Span<const double> numbers);

}  // namespace yachay::drift

#endif  // DRIFT_SORT_NUMBERS_H_
