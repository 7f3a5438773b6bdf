// The flags of `yachay train`.
#ifndef CLI_TRAIN_FLAGS_H_
#define CLI_TRAIN_FLAGS_H_

#include <string>
#include <vector>

#include "cli/train_output.h"
#include "cli/train_pipeline.h"
#include "cli/train_watch.h"
#include "training/table_reader.h"

namespace CLI {
class App;
}

namespace yachay::cli {

struct TrainFlags {
  std::string data, registry;
  std::string answers;  // in place of data: what the model "success" is trained on
  std::string algorithm = "gradient-boosting";
  std::string augment = "none";
  std::string budget;  // "60s", "5m"; "" for none
  int search = 0;      // settings to try; 0: no search unless there is a budget
  int depth = 0;       // 0: 7 for gradient-boosting, 12 for random-forest
  ReportOptions report = {.folder = "", .groups = {"Gender", "Location"}};
  bool watch = false;
  TrainWatchOptions waiting;  // --watch only, but for definitions.calibration
  std::string guard_every;    // --watch only; "1h"; "" for never
  training::InferOptions infer;
  TrainingJob job;
};

// Adds the flags to `command`; `flags` outlives it.
void AddTrainFlags(CLI::App* command, TrainFlags& flags);

// What the flags mean together, into flags.job. InvalidArgument for what is no duration.
absl::Status FinishFlags(TrainFlags& flags);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_FLAGS_H_
