// The success model's data: a row per answer, each feature as it was before the answer.
#ifndef CLI_LEARNING_SUCCESS_H_
#define CLI_LEARNING_SUCCESS_H_

#include <vector>

#include "learning/fit.h"
#include "training/dataset.h"
#include "training/options.h"

namespace yachay::cli {

// Name of the model in the registry, and of what it says: the second class is a right answer.
inline constexpr char kSuccessModel[] = "success";
inline constexpr char kWrong[] = "wrong";
inline constexpr char kRight[] = "right";

// Rows under one calibration. The id is the learner's and the answer's number.
training::Dataset SuccessRows(absl::Span<const learning::History* const> histories,
                              const learning::Calibration& calibration);

// Rows to train on: the difficulties that a learner's rows show were fitted without this learner (`folds`
// groups of learners, by a seeded hash of their ids), as they will be for learners to come. The first fold is
// marked as held out. `calibration` gives the tracer's constants.
training::Dataset CrossFittedRows(absl::Span<const learning::History* const> histories,
                                  const learning::Calibration& calibration, int folds, uint64_t seed);

// What the tracer's formula says of these rows, as recommendation asks it (nothing to guess): the index of
// kRight where a right answer is the likelier one.
std::vector<int> ByFormula(const training::Dataset& rows);

// What the success model is trained with unless told otherwise.
training::TrainOptions SuccessOptions();

}  // namespace yachay::cli

#endif  // CLI_LEARNING_SUCCESS_H_
