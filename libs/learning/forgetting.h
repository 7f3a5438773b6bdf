#ifndef LEARNING_FORGETTING_H_
#define LEARNING_FORGETTING_H_

#include <cstdint>

// How what was learned fades, and how practice makes it last. FSRS-6 with its published default weights and
// medium difficulty: github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm.
namespace yachay::learning {

// Chance of recall after elapsed_days: (1 + f t / S)^-w20 with f = 0.9^(-1/w20) - 1, so that it is 1 at 0 and
// 0.9 at stability_days. A time before 0 counts as 0.
double Retrievability(double elapsed_days, double stability_days);

// Days in which recall falls to `recall`: the inverse of Retrievability. 0 < recall <= 1.
double DaysUntil(double recall, double stability_days);

// Stability after the first answer to items of a skill, in days.
double FirstStability(bool correct);

// Stability after one more answer, given with the chance `recall`. A success when recall had fallen makes it
// grow most (spacing); a failure never makes it longer. 0.01 to 36500 days.
double NextStability(double stability_days, double recall, bool correct);

}  // namespace yachay::learning

#endif  // LEARNING_FORGETTING_H_
