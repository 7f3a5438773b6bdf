// What one version of a model has been served and is not closed yet: its panes. Not thread-safe.
#ifndef DRIFT_MONITOR_CORE_VERSION_WATCH_H_
#define DRIFT_MONITOR_CORE_VERSION_WATCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "core/pane.h"
#include "core/window_times.h"

namespace yachay::drift_monitor {

class VersionWatch {
 public:
  // `group_columns`: whose groups' figures are kept too.
  VersionWatch(std::shared_ptr<const drift::Reference> reference, WindowTimes times,
               std::vector<std::string> group_columns);

  // The pane that a row belongs to; absent: the windows that it belongs to are closed.
  std::optional<int64_t> PaneOf(absl::Time served_at) const;
  // Whether the row's id is in a pane that is open, or in one that is remembered.
  bool Knows(std::string_view prediction_id) const;
  // Adds a row that it does not know to a pane that is open. Columns and types that are not the reference's
  // are counted, as drift::Window::AddNamed does.
  void Add(const ServedRow& row, int64_t pane);

  // Adds rows that were counted elsewhere, as Pane::ToJson gave them; nothing when the pane is closed.
  // DATA_LOSS as Pane::Restore.
  absl::Status MergePane(int64_t pane, std::string_view json);

  // The last pane of the window that is to be closed next, given how far time has come; absent: none is.
  std::optional<int64_t> Due(absl::Time watermark) const;
  // The window that ends with this pane.
  Pane WindowUpTo(int64_t pane) const;
  // Closes that window: what no later one needs is dropped.
  struct Dropped {
    std::vector<int64_t> panes;
    std::vector<std::string> ids;
  };
  Dropped CloseUpTo(int64_t pane);
  // Drops everything.
  Dropped DropAll();
  // Compares with this reference from now on. What is counted stays when the columns are the same, else it
  // goes.
  Dropped SetReference(std::shared_ptr<const drift::Reference> reference);

  const drift::Reference& reference() const { return *reference_; }
  const std::map<int64_t, Pane>& panes() const { return panes_; }                          // those with rows
  const std::map<int64_t, absl::flat_hash_set<std::string>>& ids() const { return ids_; }  // by pane
  // Null when it has no rows.
  const Pane* FindPane(int64_t pane) const;
  int64_t open_rows() const;
  // When the version last served a row that was taken in.
  absl::Time last_served() const { return last_served_; }

  // What Restore takes; without panes and ids.
  std::string ToJson() const;
  // DATA_LOSS when the text is no state.
  absl::Status Restore(std::string_view json);
  // After Restore. As Pane::Restore.
  absl::Status RestorePane(int64_t pane, std::string_view json);
  void RestoreId(std::string_view id, int64_t pane) { ids_[pane].insert(std::string(id)); }

 private:
  std::vector<std::string> ForgetIds(int64_t up_to);
  std::vector<int64_t> DropPanes();

  std::shared_ptr<const drift::Reference> reference_;
  WindowTimes times_;
  std::vector<std::string> group_columns_;
  absl::Time last_served_ = absl::InfinitePast();
  int64_t next_;                                             // panes before this one take no more rows
  std::map<int64_t, Pane> panes_;                            // those with rows
  std::map<int64_t, absl::flat_hash_set<std::string>> ids_;  // by pane
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_VERSION_WATCH_H_
