// Sorting numbers faster than by comparing them. Internal to the library.
#ifndef DRIFT_SORT_NUMBERS_H_
#define DRIFT_SORT_NUMBERS_H_

#include <vector>

#include "absl/types/span.h"
#include "drift/column.h"

namespace yachay::drift {

// How often each finite number occurs, ascending; -0.0 counts as 0.0, NaN and infinity are left out. Linear
// in their count: whole numbers of a small span are counted in place, others sorted by where they lie between
// the least and the greatest. Numbers that crowd there, far from a few others, take the time of std::sort.
Counts<double> CountNumbers(absl::Span<const double> numbers);

}  // namespace yachay::drift

#endif  // DRIFT_SORT_NUMBERS_H_
