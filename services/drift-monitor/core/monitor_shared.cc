// What a monitor does for a log that several processes share.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/monitor.h"
#include "core/partition_fold.h"

namespace yachay::drift_monitor {

absl::Status Monitor::TakePanes(const std::vector<ClosedPane>& panes) {
  absl::MutexLock lock(&mutex_);
  for (const ClosedPane& pane : panes) {  // all or none
    const auto version = FindVersion(pane.model, pane.version);
    if (!version.ok() && !CannotBeWatched(version.status())) return version.status();
  }
  for (const ClosedPane& pane : panes) {
    const auto version = FindVersion(pane.model, pane.version);
    if (!version.ok()) continue;
    (*version)->MergePane(pane.pane, pane.counts).IgnoreError();  // of another reference: they do not compare
  }
  for (const ClosedPane& pane : panes) DropOldVersions(pane.model);
  changes_.clear();  // the log keeps them
  return absl::OkStatus();
}

void Monitor::AddRows(const std::string& name, const RowCounts& rows) {
  absl::MutexLock lock(&mutex_);
  ModelWatch& model = models_[name];
  model.rows += rows.rows;
  model.duplicates += rows.duplicates;
  model.late += rows.late;
  model.ahead += rows.ahead;
}

absl::StatusOr<std::optional<Report>> Monitor::Judge(const std::string& name, absl::Time watermark) const {
  absl::MutexLock lock(&mutex_);
  const auto model = models_.find(name);
  if (model == models_.end()) return std::nullopt;
  for (const auto& [number, version] : model->second.versions) {
    const auto pane = version.Due(watermark);
    if (!pane.has_value()) continue;
    auto report = MakeReport(name, number, *pane);
    if (!report.ok()) return report.status();
    return std::optional<Report>(*std::move(report));
  }
  return std::nullopt;
}

bool Monitor::Accept(const Report& report) {
  absl::MutexLock lock(&mutex_);
  if (report.window == models_[report.model].closed_windows) return false;
  if (report.reference != SetId(report.model, report.version)) return false;
  CloseWindow(report);
  changes_.clear();  // the log keeps them
  touched_.clear();
  return true;
}

std::vector<std::string> Monitor::Models() const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> names;
  for (const auto& [name, model] : models_) names.push_back(name);
  return names;
}

absl::StatusOr<std::shared_ptr<const drift::Reference>> Monitor::ReferenceOf(const std::string& model,
                                                                             uint64_t version) {
  absl::MutexLock lock(&mutex_);
  return FindReference(model, version);
}

}  // namespace yachay::drift_monitor
