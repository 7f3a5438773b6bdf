#ifndef CLI_SIMULATE_PREDICT_H_
#define CLI_SIMULATE_PREDICT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/simulate_sender.h"

namespace grpc {
class ChannelCredentials;
}

namespace yachay::simulate {

struct PredictOptions {
  std::string inference;  // host:port
  std::string model = "engagement";
  std::vector<std::string> learner_ids;
  int64_t as_of_ms = 0;                      // features as they stood then, ms since 1970 UTC; 0: now
  std::map<std::string, std::string> truth;  // the label that each learner came to, to count right answers by
  size_t batch = 50;                         // learners in one call
  double seconds = 0;           // goes on asking, round after round, for so long; 0: each learner once
  uint64_t until_version = 0;   // stops, after a full round by it, once this version answers; 0: does not
  double calls_per_second = 0;  // at most; 0: as many as are answered
  RetryOptions retry;
  std::shared_ptr<grpc::ChannelCredentials> credentials;  // null: plain text
};

// What one version answered.
struct VersionAnswers {
  uint64_t rows = 0;
  uint64_t right = 0;  // labels that are the truth
  std::map<std::string, uint64_t> labels;
};

struct PredictReport {
  uint64_t calls = 0;
  uint64_t retried_calls = 0;
  uint64_t failed_calls = 0;
  uint64_t rows = 0;     // scored
  uint64_t logged = 0;   // of those, with a prediction id: on their way to the topic of predictions
  uint64_t unknown = 0;  // of those, learners that the feature store does not know
  std::map<uint64_t, VersionAnswers> versions;
  std::map<std::string, std::string> last;  // each learner's latest label
  std::string first_problem;
};

// Asks for all learners, batch by batch, in order.
PredictReport PredictAll(const PredictOptions& options);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_PREDICT_H_
