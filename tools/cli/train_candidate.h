// The files of a version, from what training gave.
#ifndef CLI_TRAIN_CANDIDATE_H_
#define CLI_TRAIN_CANDIDATE_H_

#include "absl/status/statusor.h"
#include "cli/train_pipeline.h"

namespace yachay::cli {

// manifest, model file, golden.json, report.json, and reference.json: the training columns and the model's
// predictions on them as exact counts, for the drift monitor; calibration.json when the job names one.
// `outcome` has its result and rows set.
absl::StatusOr<models::Candidate> MakeCandidate(const training::Dataset& train, const TrainingJob& job,
                                                const TrainingOutcome& outcome);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_CANDIDATE_H_
