// Tells the drift monitor what turned out to be true of served predictions: `yachay drift label` from a file,
// `yachay models nightly` from what learners did.
#ifndef TOOLS_CLI_DRIFT_LABEL_H_
#define TOOLS_CLI_DRIFT_LABEL_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace yachay::cli {

struct Cli;

struct DriftLabelOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  std::string model = "engagement";
  std::string file;  // CSV with the columns prediction_id and label
  absl::Duration timeout = absl::Minutes(10);
};

struct LabelCounts {
  size_t labels = 0;              // of different predictions
  size_t published = 0;           // joined to what was served
  size_t unknown_label = 0;       // of those: the label is none of the prediction's classes
  size_t unknown_prediction = 0;  // told all the same, so that the monitor counts them
};

// Joins the file's labels to the topic of predictions, and puts an OutcomeObserved for each on the topic of
// outcomes. Done again, it changes nothing. INVALID_ARGUMENT names file, line and column; NOT_FOUND: no such
// file or topic; else the errors of kafka::LogReader and Producer.
absl::StatusOr<LabelCounts> PublishLabels(const DriftLabelOptions& options, absl::Time now);

// What learners did in the time that they were predicted for.
struct LearnerLabels {
  std::map<std::string, std::string> labels;  // by learner
  int64_t from_ms = 0;                        // of predictions served at or after
  int64_t to_ms = 0;                          // and before
};

// The same for the predictions of these learners; options.file is not read, and no prediction is unknown.
absl::StatusOr<LabelCounts> PublishLabels(const DriftLabelOptions& options, const LearnerLabels& learners,
                                          absl::Time now);

// The labels of the file, told on cli.out.
absl::Status LabelPredictions(const DriftLabelOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_LABEL_H_
