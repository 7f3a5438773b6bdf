// Two sides of a column as bars, for people to look at.
#ifndef DRIFT_HISTOGRAM_H_
#define DRIFT_HISTOGRAM_H_

#include <string>
#include <vector>

#include "drift/column.h"

namespace yachay::drift {

struct HistogramBar {
  std::string label;  // a value, a category, or "least–greatest" of a bin
  double reference;   // share of the side's values, 0 to 1
  double current;
};
using Histogram = std::vector<HistogramBar>;

// At most max_bars ≥ 2 bars: one per value where that is enough, else bins of equal width (numbers), or the
// categories that are most frequent on both sides together and "(other)". Empty when both sides are.
// REQUIRES: the same kind.
Histogram MakeHistogram(const ColumnCounts& reference, const ColumnCounts& current, size_t max_bars);

}  // namespace yachay::drift

#endif  // DRIFT_HISTOGRAM_H_
