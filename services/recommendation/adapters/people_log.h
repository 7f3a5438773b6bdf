// Who is in which classroom and what was consented to, from the topic of learner events; and to whom
// something happens.
#ifndef RECOMMENDATION_ADAPTERS_PEOPLE_LOG_H_
#define RECOMMENDATION_ADAPTERS_PEOPLE_LOG_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/dependencies.h"
#include "core/roster.h"
#include "kafka/log_reader.h"

namespace yachay::recommendation {

// Every pod reads the log for itself, from its beginning: nothing is stored twice, and a roster cannot differ
// from the events. Reading takes a while on a long log; until then ready() says no, and only Progress waits
// for it.
class PeopleLog {
 public:
  // Called for each event of a learner that was logged once the log had been read to its end, and that may
  // change what is recommended: for all but a change of the roster. It must be short.
  using OnNew = std::function<void(const std::string& learner_id, const EventPlace& at)>;

  // The errors of kafka::LogReader::Create. roster outlives it.
  static absl::StatusOr<std::unique_ptr<PeopleLog>> Create(const std::string& brokers,
                                                           const std::string& topic, Roster& roster,
                                                           OnNew on_new = {});
  void Start();
  void Stop();  // idempotent
  // OK once all that was on the log at the start is in the roster.
  absl::Status ready() const;
  kafka::Backlog backlog() { return reader_->backlog(); }

 private:
  PeopleLog(std::string topic, Roster& roster, OnNew on_new, std::unique_ptr<kafka::LogReader> reader)
      : topic_(std::move(topic)), roster_(roster), on_new_(std::move(on_new)), reader_(std::move(reader)) {}
  void Take(const kafka::ReceivedRecord& record, bool is_new) const;

  const std::string topic_;
  Roster& roster_;
  const OnNew on_new_;
  const std::unique_ptr<kafka::LogReader> reader_;  // last: its thread uses the rest
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PEOPLE_LOG_H_
