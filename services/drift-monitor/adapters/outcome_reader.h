// Follows the topic of outcomes from its beginning into a book of labels: a view that every process builds
// whole and none stores.
#ifndef DRIFT_MONITOR_ADAPTERS_OUTCOME_READER_H_
#define DRIFT_MONITOR_ADAPTERS_OUTCOME_READER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/label_book.h"

namespace yachay::kafka {
class LogReader;
}

namespace yachay::drift_monitor {

class OutcomeReader {
 public:
  // "counted", "replaced", "unknown_prediction", "unknown_label" or "unreadable".
  using Told = std::function<void(const char* result)>;

  // Reads on a thread from now on. The errors of kafka::LogReader::Create; a broker or a topic that is not
  // there is waited for. `book` outlives it.
  static absl::StatusOr<std::unique_ptr<OutcomeReader>> Open(const std::string& brokers,
                                                             const std::string& topic, LabelBook& book,
                                                             Told told);
  ~OutcomeReader();  // stops

 private:
  OutcomeReader(std::unique_ptr<kafka::LogReader> reader, LabelBook& book, Told told);
  void Start();

  LabelBook& book_;
  const Told told_;
  const std::unique_ptr<kafka::LogReader> reader_;  // last: its thread uses the others
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_OUTCOME_READER_H_
