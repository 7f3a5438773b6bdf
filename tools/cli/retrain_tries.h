// Which failures of an answer to a retrain request are worth another try, and how many.
#ifndef TOOLS_CLI_RETRAIN_TRIES_H_
#define TOOLS_CLI_RETRAIN_TRIES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::cli {

struct RetrainPatience {
  int tries = 20;                                 // of one process; with these pauses about an hour
  absl::Duration age = absl::Hours(24);           // of a request whose next failure is its last
  absl::Duration first_pause = absl::Seconds(1);  // after the first failure; doubles from there
  absl::Duration last_pause = absl::Minutes(5);
};

// False of what is wrong with the request, the log or the model (INVALID_ARGUMENT, NOT_FOUND,
// FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED, DATA_LOSS): a request asks for a moment that has passed,
// so the same would be met again.
bool MayPass(const absl::Status& error);

// Counts the failures in a row of the request at hand. Not thread-safe.
class RetrainTries {
 public:
  explicit RetrainTries(const RetrainPatience& patience) : patience_(patience) {}

  // Why the request is not tried again, in a sentence; "": it is.
  std::string Failed(const models::v1::RetrainRequested& request, const absl::Status& error, absl::Time now);

 private:
  const RetrainPatience patience_;
  std::string key_;
  int failed_ = 0;
};

}  // namespace yachay::cli

#endif  // TOOLS_CLI_RETRAIN_TRIES_H_
