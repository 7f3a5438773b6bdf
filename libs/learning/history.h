#ifndef LEARNING_HISTORY_H_
#define LEARNING_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "learning/tracer.h"

namespace yachay::learning {

// An answer as it stands in a file or on the log; the fields of Answer.
struct PastAnswer {
  std::string item;
  std::vector<std::string> skills;
  bool correct = false;
  std::int64_t occurred_at_ms = 0;
  int choices = 0;
};

// All answers of one learner, in the order in which they were given.
struct History {
  std::string learner;
  std::vector<PastAnswer> answers;
};

inline Answer ToAnswer(const PastAnswer& past) {
  return {past.item, past.skills, past.correct, past.occurred_at_ms, past.choices};
}

// Plays the history through the tracer. visit(state, answer) sees the state before the answer changes it:
// what it reads there could be known before the answer was given.
template <typename Visit>
void Replay(const History& history, const Calibration& calibration, Visit visit) {
  TracerState state;
  for (const PastAnswer& past : history.answers) {
    const Answer answer = ToAnswer(past);
    visit(static_cast<const TracerState&>(state), answer);
    Update(state, calibration, answer);
  }
}

}  // namespace yachay::learning

#endif  // LEARNING_HISTORY_H_
