#ifndef BENCH_PREDICT_SWAP_H_
#define BENCH_PREDICT_SWAP_H_

#include <vector>

namespace yachay::bench {

// What callers saw, in microseconds, while nothing changed and while a version was loaded and took over.
struct SwapTimes {
  std::vector<double> quiet;
  std::vector<double> swapping;
  int failed = 0;
  int swaps = 0;
};

// Two callers over `rounds` rounds, each of a swap to a version that is not loaded yet, and of quiet for
// as long.
SwapTimes MeasureSwaps(int rounds);

}  // namespace yachay::bench

#endif  // BENCH_PREDICT_SWAP_H_
