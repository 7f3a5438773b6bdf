// The topics of models' lives, for commands: read whole, written one record at a time.
#ifndef TOOLS_CLI_MODEL_EVENTS_H_
#define TOOLS_CLI_MODEL_EVENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::cli {

class ModelEvents {
 public:
  // Needs no broker yet.
  static absl::StatusOr<ModelEvents> Open(const std::string& brokers, const std::string& topic_prefix);

  // All that is there now, oldest first. An absent topic holds nothing; DEADLINE_EXCEEDED: no broker
  // answered.
  absl::StatusOr<std::vector<models::v1::ModelEvent>> Events(const std::string& model) const;
  absl::StatusOr<std::vector<models::v1::RetrainRequested>> Requests(const std::string& model) const;

  // Return once the broker has the record. Time is now where it is not set. The record carries the
  // traceparent, if any; a request begins a trace.
  absl::Status Tell(models::v1::ModelEvent event, const std::string& traceparent = "");
  // Nothing is written when a request with this key is there: false.
  absl::StatusOr<bool> Ask(models::v1::RetrainRequested request);

 private:
  ModelEvents(std::string brokers, const std::string& topic_prefix,
              std::unique_ptr<kafka::Producer> producer);

  std::string brokers_;
  events::Topics topics_;
  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODEL_EVENTS_H_
