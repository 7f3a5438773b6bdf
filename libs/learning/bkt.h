#ifndef LEARNING_BKT_H_
#define LEARNING_BKT_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

// Bayesian knowledge tracing: a skill is known or it is not, and each answer is evidence of which. Corbett &
// Anderson, "Knowledge tracing" (1995); with forgetting: Khajah, Lindsey & Mozer, "How deep is knowledge
// tracing?" (2016).
//
//   P(right) = L (1 - slip) + (1 - L) guess;  after Bayes' rule  L' = L (1 - forget) + (1 - L) learn
namespace yachay::learning {

// Of one skill; each is a chance, 0 to 1.
struct BktParameters {
  double known_at_first = 0.2;  // the skill is known before the first answer
  double learn = 0.15;          // to learn it with an answer
  double slip = 0.1;            // of a wrong answer although known; at most kMostSlip
  double guess = 0.2;           // of a right answer although unknown; at most kMostGuess
  double forget = 0;            // to lose it with an answer; 0: classic BKT

  bool operator==(const BktParameters&) const = default;
};

// Beyond these "known" no longer means known: the model would call skills known that are mostly failed.
inline constexpr double kMostSlip = 0.3;
inline constexpr double kMostGuess = 0.4;

// Chance of a right answer of who knows the skill with the chance `known`.
double BktRight(const BktParameters& parameters, double known);

// The chance that the skill is known, after an answer.
double BktNext(const BktParameters& parameters, double known, bool correct);

// Answers of many learners to items of one skill; each learner's in their order, one learner after the other.
struct SkillAnswers {
  std::vector<std::uint8_t> correct;  // 1: right
  std::vector<std::size_t> ends;      // where each learner's answers end in `correct`, ascending
};

struct BktFitOptions {
  bool forgetting = true;  // whether `forget` is fitted or stays 0
  int iterations = 60;     // at most, from each start
  double flat = 1e-5;      // done when an iteration gains less log likelihood per answer
};

struct BktFit {
  BktParameters parameters;
  double log_likelihood = 0;  // natural log, of all answers under the parameters
};

// Expectation–maximisation (Baum–Welch with scaled forward and backward passes) from several fixed starts;
// the likeliest wins. A weak prior, worth a few answers, keeps skills with little data near the defaults. The
// same answers give the same bits. No answers: the defaults. REQUIRES: ends.back() == correct.size().
BktFit FitBkt(const SkillAnswers& answers, const BktFitOptions& options = {});

}  // namespace yachay::learning

#endif  // LEARNING_BKT_H_
