// The rows of one stretch of a version's service, counted: a window is one of them, or several merged. Not
// thread-safe.
#ifndef DRIFT_MONITOR_CORE_PANE_H_
#define DRIFT_MONITOR_CORE_PANE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "core/served_row.h"
#include "drift/groups.h"
#include "drift/performance.h"
#include "drift/reference.h"
#include "drift/window.h"

namespace yachay::drift_monitor {

class Pane {
 public:
  explicit Pane(const drift::Reference& reference) : window_(drift::Window::Like(reference)) {}

  // As drift::Window::AddNamed. Probabilities that are none, and classes that changed within a pane, are
  // passed over. `group_columns`: whose groups are compared.
  void Add(const ServedRow& row, const std::vector<std::string>& group_columns);
  // REQUIRES: of the same reference. Performance over other classes is passed over.
  void Merge(const Pane& other);

  const drift::Window& window() const { return window_; }
  absl::Time start() const { return start_; }  // when its first row was served
  absl::Time end() const { return end_; }      // when its last row was served
  // What the served probabilities say; absent when none were served.
  const std::optional<drift::Performance>& performance() const { return performance_; }
  std::vector<drift::GroupQuality> groups() const { return groups_.Qualities(); }

  std::string ToJson() const;
  // DATA_LOSS when the text is no pane, or does not fit the reference that this one was made with.
  absl::Status Restore(std::string_view json);

 private:
  void AddPerformance(const ServedRow& row, const std::vector<std::string>& group_columns);

  drift::Window window_;
  std::optional<drift::Performance> performance_;
  drift::GroupFigures groups_;
  absl::Time start_ = absl::InfiniteFuture();
  absl::Time end_ = absl::InfinitePast();
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_PANE_H_
