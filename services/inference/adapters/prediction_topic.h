// The topic of predictions: a PredictionLog and the producer under it.
#ifndef INFERENCE_ADAPTERS_PREDICTION_TOPIC_H_
#define INFERENCE_ADAPTERS_PREDICTION_TOPIC_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/prediction_log.h"

namespace yachay::kafka {
class Producer;
}

namespace yachay::inference {

class Probe;

class PredictionTopic {
 public:
  // Null when there are no brokers: then nothing is to be logged. A broker that is away is no error: rows
  // wait up to a day, at most 100,000 and 64 MiB of them, and are dropped and counted when the queue is full.
  // The errors are those of kafka::Producer::Create. `probe` outlives it.
  static absl::StatusOr<std::unique_ptr<PredictionTopic>> Open(const std::string& brokers,
                                                               const std::string& topic,
                                                               const PredictionLog::Options& options,
                                                               Probe& probe);
  ~PredictionTopic();

  PredictionLog& log() { return log_; }

  // Sends what waits, for at most `timeout`; what is left then is dropped and logged.
  void Close(absl::Duration timeout);

 private:
  PredictionTopic(std::unique_ptr<kafka::Producer> producer, const std::string& topic,
                  const PredictionLog::Options& options, Probe& probe);

  const std::unique_ptr<kafka::Producer> producer_;
  PredictionLog log_;  // after the producer, which it uses
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PREDICTION_TOPIC_H_
