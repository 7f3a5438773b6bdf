// Rows as they were served, from the topic of predictions.
#ifndef TOOLS_CLI_SERVED_ROWS_H_
#define TOOLS_CLI_SERVED_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "training/dataset.h"

namespace yachay::cli {

struct ServedRowsOptions {
  std::string brokers;
  std::string topic;  // of predictions
  std::string model;
  uint64_t version = 0;                        // that served; 0: any
  int64_t from_ms = 0;                         // served at or after
  int64_t to_ms = 0;                           // served at or before
  absl::Duration timeout = absl::Minutes(10);  // to read the log to the end that it has now
};

// The features as the model saw them, each prediction once, without labels (-1); ids are the learners'. A
// feature that the schema lacks is left out; one that was not served is missing. May be empty.
absl::StatusOr<training::Dataset> ReadServedRows(const ServedRowsOptions& options,
                                                 const training::Schema& schema);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_SERVED_ROWS_H_
