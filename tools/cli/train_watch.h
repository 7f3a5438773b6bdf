// `yachay train --watch`: waits for retrain requests, answers each once.
#ifndef TOOLS_CLI_TRAIN_WATCH_H_
#define TOOLS_CLI_TRAIN_WATCH_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/features_definitions.h"
#include "training/trainer.h"

namespace yachay::cli {

struct TrainWatchOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  std::string registry;  // A folder or http(s)://…
  std::string model = "engagement";
  std::string base_data;  // CSV that the first champion was trained on; its rows are half of the weight.
  bool once = false;      // End after the first request that was answered.
  absl::Duration guard_every =
      absl::InfiniteDuration();  // Judge the champion against the one before so often.
  training::TrainOptions train;
  DefinitionFlags definitions;
};

// Reads retrain-requests until SIGTERM or SIGINT. Each request: rows of the log as of a week before the
// window's end, with the week's engagement as label; trained on them and the base data; compared with the
// champion on a held-out fifth of the log's rows; registered, promoted when better; told on model-events. A
// request whose key is on model-events or in the ledger was answered before; what is in the ledger only is
// told. An error leaves the request for a later try, with a growing pause.
absl::Status WatchRetrainRequests(const TrainWatchOptions& options);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_TRAIN_WATCH_H_
