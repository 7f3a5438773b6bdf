#ifndef BENCH_BUNDLE_CBC_H_
#define BENCH_BUNDLE_CBC_H_

#include "bundle/instance.h"

namespace yachay::bench {

// The same question as an integer program, to COIN-OR's Cbc, for at most `seconds`.
struct CbcAnswer {
  bool optimal = false;  // proved, to Cbc's tolerances
  double value = 0;
};
CbcAnswer SolveWithCbc(const BundleInstance& instance, double seconds);

}  // namespace yachay::bench

#endif  // BENCH_BUNDLE_CBC_H_
