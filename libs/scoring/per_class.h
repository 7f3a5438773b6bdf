// One score a class, also from a model of two classes that gives only the chance of the second, as XGBoost's
// binary:logistic does.
#ifndef SCORING_PER_CLASS_H_
#define SCORING_PER_CLASS_H_

#include <memory>

#include "scoring/scorer.h"

namespace yachay::scoring {

// `inner` itself when it gives a score a class already. Golden rows hold the inner scores: replay them first.
std::shared_ptr<const Scorer> PerClass(std::shared_ptr<const Scorer> inner);

}  // namespace yachay::scoring

#endif  // SCORING_PER_CLASS_H_
