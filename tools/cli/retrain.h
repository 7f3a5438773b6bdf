// One answer to a retrain request: rows from the log and the base data → a candidate, compared and maybe
// promoted.
#ifndef TOOLS_CLI_RETRAIN_H_
#define TOOLS_CLI_RETRAIN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "cli/features_definitions.h"
#include "training/trainer.h"

namespace yachay::cli {

struct RetrainOptions {
  std::string brokers;
  std::string events_topic;
  std::string registry;  // A folder or http(s)://…; the model must have a champion there.
  std::string model;
  std::string base_data;          // CSV with the champion's columns.
  std::string cause;              // Why, for the ledger.
  std::string predictions_topic;  // Its rows from window_start_ms to window_end_ms become the reference: what
                                  // the version will be compared with. Too few: the training rows are.
  int64_t window_start_ms = 0;
  int64_t window_end_ms = 0;  // Labels are the week up to here; features are as of a week before.
  training::TrainOptions train;
  DefinitionFlags definitions;
};

struct RetrainOutcome {
  int version = 0;  // Of the candidate.
  int champion_before = 0;
  bool promoted = false;
  std::string reason;  // Of the decision, with its figures.
};

// FAILED_PRECONDITION: the log has fewer than 50 learners to learn from. Blocks for as long as training
// takes.
absl::StatusOr<RetrainOutcome> Retrain(const RetrainOptions& options);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_RETRAIN_H_
