// Steps of the topic of panes that are larger than a record may be.
#ifndef DRIFT_MONITOR_ADAPTERS_STEP_PARTS_H_
#define DRIFT_MONITOR_ADAPTERS_STEP_PARTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kafka/record.h"
#include "yachay/drift/v1/pane_log.pb.h"

namespace yachay::drift_monitor {

// The records, in order, of a writer's step, of at most so many bytes each.
std::vector<kafka::Record> PartsOf(const std::string& writer, const std::string& step, size_t most_bytes);

// Puts steps together again that stand in several records.
class StepParts {
 public:
  // The step that is whole with this record; absent: it is not, or it is none, which is logged.
  std::optional<yachay::drift::v1::PaneStep> Take(const kafka::ReceivedRecord& record);
  bool none() const { return started_.empty(); }

 private:
  std::map<std::string, std::string> started_;  // by writer
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_STEP_PARTS_H_
