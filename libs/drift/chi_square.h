// The chi² distribution. Internal to the library.
#ifndef DRIFT_CHI_SQUARE_H_
#define DRIFT_CHI_SQUARE_H_

#include <cstdint>

namespace yachay::drift {

// P(chi² with `freedom` ≥ 1 degrees of freedom ≥ statistic).
double ChiSquareSurvival(int64_t freedom, double statistic);

}  // namespace yachay::drift

#endif  // DRIFT_CHI_SQUARE_H_
