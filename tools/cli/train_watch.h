// `yachay train --watch`: waits for retrain requests, answers each once.
#ifndef TOOLS_CLI_TRAIN_WATCH_H_
#define TOOLS_CLI_TRAIN_WATCH_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/features_definitions.h"
#include "cli/retrain_tries.h"
#include "training/trainer.h"

namespace yachay::cli {

struct TrainWatchOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  std::string registry;  // A folder or http(s)://…
  std::string model = "engagement";
  std::string base_data;  // CSV that the first champion was trained on; its rows are half of the weight.
  bool once = false;      // End after one answer, or when all that was asked when it began needs none.
  RetrainPatience patience;
  absl::Duration guard_every =
      absl::InfiniteDuration();  // Judge the champion against the one before so often.
  training::TrainOptions train;
  DefinitionFlags definitions;
};

// Waits for at most so long. True: end.
using StopWait = std::function<bool(absl::Duration)>;

// Reads retrain-requests until `stopped`. Each request: rows of the log as of a week before the window's end,
// with the week's engagement as label; trained on them and the base data; compared with the champion on a
// held-out fifth of the log's rows; registered, promoted when better; told on model-events. A request whose
// key is on model-events or in the ledger was answered before; what is in the ledger only is told.
// An error that may pass leaves the request for a later try, with a growing pause; one that does not, or that
// outlasts options.patience, is told as KIND_REJECTED with version 0, and the request is done.
absl::Status WatchRetrainRequests(const TrainWatchOptions& options, const StopWait& stopped);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_TRAIN_WATCH_H_
