// How well each of the library's models foretells answers of learners that it never saw.
#ifndef CLI_LEARNING_EVALUATE_H_
#define CLI_LEARNING_EVALUATE_H_

#include <string>
#include <vector>

#include "cli/learning_data.h"
#include "learning/measures.h"
#include "training/options.h"

namespace yachay::cli {

struct ForetellingResult {
  std::string model;  // "elo", "bkt", "bkt-no-forgetting", "logistic", "trees"
  learning::Measures measures;
  double fit_seconds = 0;
  double microseconds_per_answer = 0;  // to foretell and to learn from it, one thread
};

// Fits on `train`, foretells every answer of `test` before it is given: one scored row an answer.
// InvalidArgument: a learner stands in both files, so that the figures would be too good.
absl::StatusOr<std::vector<ForetellingResult>> EvaluateForetelling(const AnswerData& train,
                                                                   const AnswerData& test,
                                                                   const training::TrainOptions& trees);

}  // namespace yachay::cli

#endif  // CLI_LEARNING_EVALUATE_H_
