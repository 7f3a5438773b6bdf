#ifndef LEARNING_FIT_H_
#define LEARNING_FIT_H_

#include <string>

#include "absl/types/span.h"
#include "learning/history.h"

namespace yachay::learning {

struct FitOptions {
  std::string version;        // of the calibration that comes out
  TracerParameters start;     // where the search for the tracer's steps begins
  int rounds = 4;             // of fitting difficulties to the tracer, and tracing with them
  double item_spread = 0.8;   // standard deviation in logits that items of a skill are expected to have
  double skill_spread = 1.5;  // the same of skills
  bool steps = true;          // search the steps k_… by log loss; else keep those of `start`
  bool bkt = true;            // fit BKT per skill; else leave the shared parameters
};

// Fits what belongs to all learners at once: how hard items and skills are (the most probable difficulties
// given what the tracer knew of each learner before each answer, with a normal prior: an item answered seldom
// stays near its skill's difficulty), the tracer's steps, and BKT per skill by expectation–maximisation.
// Pure: the same histories and options give the same bits.
Calibration FitCalibration(absl::Span<const History* const> histories, const FitOptions& options = {});

}  // namespace yachay::learning

#endif  // LEARNING_FIT_H_
