// Gives the verdicts that fall to this process, and asks for retraining where they say so.
//
// A verdict counts once it stands on the topic of panes, where every process accepts it; what it asks for is
// asked for afterwards. A process that takes over asks for what the last verdict wanted again: the topic of
// requests passes over a key that is there.
#ifndef DRIFT_MONITOR_ADAPTERS_JUDGE_H_
#define DRIFT_MONITOR_ADAPTERS_JUDGE_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "core/monitor.h"

namespace yachay::drift_monitor {

class PaneLog;

// Not thread-safe. `monitor` and `log` outlive it.
class Judge {
 public:
  using Ask = std::function<absl::Status(const Report&)>;

  Judge(Monitor& monitor, PaneLog& log, Ask ask) : monitor_(monitor), log_(log), ask_(std::move(ask)) {}

  // A verdict was accepted.
  void Accepted(const Report& report);
  // Partitions have new readers, or a version another reference: a verdict that is under way may not count.
  void Forget() { told_.clear(); }
  // Asks for what is wanted and judges the next window that is due, for each of these models.
  absl::Status Turn(const std::vector<std::string>& models, absl::Time watermark);
  // Whether verdicts are under way.
  bool waits() const { return !told_.empty(); }

 private:
  absl::Status TurnOf(const std::string& model, absl::Time watermark);

  Monitor& monitor_;
  PaneLog& log_;
  const Ask ask_;
  std::map<std::string, Report> wanted_;  // by model: the last verdict that wants retraining
  std::set<std::string> told_;            // models whose verdict is under way
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_JUDGE_H_
