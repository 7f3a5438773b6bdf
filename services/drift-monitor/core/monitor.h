// Compares what models are served with what they were trained on, window by window, for each version of each
// model: tumbling windows of so many rows in the order of the log, or windows of served time, tumbling or
// sliding, which close once the watermark has passed their end. A window without rows is none.
//
//   for each row of the log:
//     monitor.Take(row);
//     while (auto report = monitor.Closing()) {
//       Save(monitor.TakeChanges());                     // the verdict is fixed, also after a crash
//       if (!report->request_key.empty()) Ask(*report);  // once per key
//       monitor.Close();
//       Save(monitor.TakeChanges());
//       monitor.Advance();
//     }
//   Save(monitor.TakeChanges());                         // with the log's offsets, in one write
//
// Where several processes share the log, each counts its partitions in a PartitionFold; what they close is
// taken by every monitor, in one order. One of them judges, and each accepts what it said:
//
//   monitor.TakePanes(panes); monitor.AddRows(model, rows);
//   auto report = monitor.Judge(model, watermark);   // the least of the partitions'
//   monitor.Accept(*report);                         // once it stands in that order
//
// Thread-safe; the readers' methods do not wait for the log.
#ifndef DRIFT_MONITOR_CORE_MONITOR_H_
#define DRIFT_MONITOR_CORE_MONITOR_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "core/model_watch.h"
#include "core/outcome.h"
#include "core/reference_source.h"
#include "core/watermark.h"

namespace yachay::drift_monitor {

struct ClosedPane;

struct MonitorOptions {
  WindowTimes windows = {};
  size_t kept_reports = 50;        // per model
  size_t kept_versions = 4;        // per model; the one that served longest ago goes first
  uint64_t cooldown_windows = 20;  // of a model: while drift goes on, retraining is asked for once in so many
  drift::CompareOptions compare = {};
  drift::RetrainRule rule = {};
  absl::Duration idle_after = absl::Minutes(1);  // a partition that gives nothing holds no window open longer
  std::vector<std::string> group_columns = {"Gender", "Location"};  // whose groups' error rates are compared
};

class Monitor {
 public:
  using Outcome = drift_monitor::Outcome;
  using Clock = std::function<absl::Time()>;

  // Key → value; no value deletes the key. Later entries win.
  using Changes = std::vector<std::pair<std::string, std::optional<std::string>>>;

  // REQUIRES: options.windows.Check().
  Monitor(MonitorOptions options, ReferenceSource references, Clock now = absl::Now);

  // Puts back what TakeChanges gave, before the first Take, in place of all that is there. A window whose
  // reference can no longer be had is left out. DATA_LOSS names the key whose value is wrong; else the errors
  // of the references.
  absl::Status Restore(const std::map<std::string, std::string>& state) ABSL_LOCKS_EXCLUDED(mutex_);

  // All that Restore takes.
  std::map<std::string, std::string> State() const ABSL_LOCKS_EXCLUDED(mutex_);

  // The partitions of the log that are read from now on: those that have given nothing yet hold windows open.
  void Assign(const std::vector<int>& partitions) ABSL_LOCKS_EXCLUDED(mutex_);
  // REQUIRES: no window is closing. An error of the references leaves everything as it was.
  absl::StatusOr<Outcome> Take(const ServedRow& row) ABSL_LOCKS_EXCLUDED(mutex_);
  // Begins to close the next window that is due, if there is one; so does Take. REQUIRES: none is closing.
  absl::Status Advance() ABSL_LOCKS_EXCLUDED(mutex_);
  // The window that is due and not yet closed.
  std::optional<Report> Closing() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Records it as closed. REQUIRES: there is one.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);
  // What has changed since the last call.
  Changes TakeChanges() ABSL_LOCKS_EXCLUDED(mutex_);

  // Rows that were counted elsewhere; nothing when their window is closed, or when they are of another
  // reference. An error of the references leaves everything as it was.
  absl::Status TakePanes(const std::vector<ClosedPane>& panes) ABSL_LOCKS_EXCLUDED(mutex_);
  void AddRows(const std::string& model, const RowCounts& rows) ABSL_LOCKS_EXCLUDED(mutex_);
  // The verdict over the model's next window that is due; absent when none is. Changes nothing.
  absl::StatusOr<std::optional<Report>> Judge(const std::string& model, absl::Time watermark) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Closes the window that this is the verdict over. False, and nothing happens: it is the last one, again,
  // or was compared with a reference that counts no longer.
  bool Accept(const Report& report) ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<std::string> Models() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The errors of ReferenceSource.
  absl::StatusOr<std::shared_ptr<const drift::Reference>> ReferenceOf(const std::string& model,
                                                                      uint64_t version)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Compares a version's windows with this from now on. The rows of those that are open stay when the columns
  // are the same; else they begin anew. The caller has stored it under ReferenceKey, where Restore finds it.
  void SetReference(const std::string& model, uint64_t version,
                    std::shared_ptr<const drift::Reference> reference) ABSL_LOCKS_EXCLUDED(mutex_);

  // By name.
  std::vector<ModelStatus> Statuses() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Window 0 is the last. NOT_FOUND says which windows there are.
  absl::StatusOr<Report> FindReport(const std::string& model, uint64_t window) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The windows that are kept, oldest first. NOT_FOUND: no such model.
  absl::StatusOr<std::vector<Report>> Reports(const std::string& model) const ABSL_LOCKS_EXCLUDED(mutex_);

  const MonitorOptions& options() const { return options_; }

 private:
  absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string& model,
                                                                        uint64_t version)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // 0: none was set.
  uint64_t SetId(const std::string& model, uint64_t version) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<VersionWatch*> FindVersion(const std::string& model, uint64_t version)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RestoreEntry(const std::string& key, const std::string& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RestoreReference(const std::vector<std::string>& key, const std::string& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RestoreVersion(const std::vector<std::string>& key, const std::string& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RestorePart(const std::vector<std::string>& key, const std::string& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Outcome> TakeIn(const ServedRow& row) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AdvanceAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CloseWindow(const Report& report) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Report> MakeReport(const std::string& model, uint64_t version, int64_t pane) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status BeginClosing(const std::string& model, uint64_t version, int64_t pane)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Drop(const std::string& model, uint64_t version, const VersionWatch::Dropped& dropped)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropVersion(const std::string& model, uint64_t version) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropOldVersions(const std::string& model) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropOldReports(const std::string& model) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const MonitorOptions options_;
  const ReferenceSource references_;
  const Clock now_;
  mutable absl::Mutex mutex_;
  std::map<std::string, ModelWatch> models_ ABSL_GUARDED_BY(mutex_);
  std::optional<Report> closing_ ABSL_GUARDED_BY(mutex_);
  Changes changes_ ABSL_GUARDED_BY(mutex_);
  struct SetByHand {
    std::shared_ptr<const drift::Reference> reference;
    uint64_t id;
  };
  std::map<std::pair<std::string, uint64_t>, SetByHand> set_
      ABSL_GUARDED_BY(mutex_);  // in place of those of references_
  Watermark watermark_ ABSL_GUARDED_BY(mutex_);
  // Versions to write, and their panes.
  std::map<std::pair<std::string, uint64_t>, std::set<int64_t>> touched_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_MONITOR_H_
