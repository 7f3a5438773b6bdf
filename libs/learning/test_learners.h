#ifndef LEARNING_TEST_LEARNERS_H_
#define LEARNING_TEST_LEARNERS_H_

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "learning/history.h"

namespace yachay::learning {

// Seeded uniform numbers that are the same everywhere, unlike the standard distributions.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  double Uniform() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }
  bool Chance(double probability) { return Uniform() < probability; }
  double Normal() {
    return std::sqrt(-2 * std::log(1 - Uniform())) * std::cos(6.283185307179586 * Uniform());
  }
  int Below(int n) { return static_cast<int>(Uniform() * n); }

 private:
  std::mt19937_64 engine_;
};

// Learners of normal ability who answer `answers` items each, of 40 with difficulties from -2 to 2 (item "i7"
// has TrueDifficulty(7)) in four skills; sigmoid(ability - difficulty).
inline double TrueDifficulty(int item) { return -2 + 0.1 * item; }

inline std::vector<History> RaschLearners(int learners, int answers, unsigned seed) {
  Dice dice(seed);
  std::vector<History> histories;
  for (int l = 0; l < learners; ++l) {
    History& history = histories.emplace_back();
    history.learner = "l" + std::to_string(l);
    const double ability = dice.Normal();
    for (int a = 0; a < answers; ++a) {
      const int item = dice.Below(40);
      const double chance = 1 / (1 + std::exp(TrueDifficulty(item) - ability));
      history.answers.push_back({.item = "i" + std::to_string(item),
                                 .skills = {"s" + std::to_string(item % 4)},
                                 .correct = dice.Chance(chance),
                                 .occurred_at_ms = a * 60'000});
    }
  }
  return histories;
}

inline std::vector<const History*> Pointers(const std::vector<History>& histories) {
  std::vector<const History*> pointers;
  for (const History& history : histories) pointers.push_back(&history);
  return pointers;
}

}  // namespace yachay::learning

#endif  // LEARNING_TEST_LEARNERS_H_
