// Who is in which classroom and what was consented to, from the topic of learner events.
#ifndef RECOMMENDATION_ADAPTERS_PEOPLE_LOG_H_
#define RECOMMENDATION_ADAPTERS_PEOPLE_LOG_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/roster.h"
#include "kafka/log_reader.h"

namespace yachay::recommendation {

// Every pod reads the log for itself, from its beginning: nothing is stored twice, and a roster cannot differ
// from the events. Reading takes a while on a long log; until then ready() says no, and only Progress waits
// for it.
class PeopleLog {
 public:
  // The errors of kafka::LogReader::Create. roster outlives it.
  static absl::StatusOr<std::unique_ptr<PeopleLog>> Create(const std::string& brokers,
                                                           const std::string& topic, Roster& roster);
  void Start();
  void Stop();  // idempotent
  // OK once all that was on the log at the start is in the roster.
  absl::Status ready() const;

 private:
  PeopleLog(std::string topic, Roster& roster, std::unique_ptr<kafka::LogReader> reader)
      : topic_(std::move(topic)), roster_(roster), reader_(std::move(reader)) {}

  const std::string topic_;
  Roster& roster_;
  const std::unique_ptr<kafka::LogReader> reader_;  // last: its thread uses the rest
};

// Takes what concerns people out of the value of a record of learner events; whatever else it is, nothing.
void ApplyEvent(const std::string& bytes, Roster& roster);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PEOPLE_LOG_H_
