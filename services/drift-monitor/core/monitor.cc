#include "core/monitor.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "core/state_keys.h"

namespace yachay::drift_monitor {
namespace {

absl::Status NoState() { return absl::DataLossError("this is no state of the monitor"); }

// What is needed is restored first: references, then versions, then their panes, then the ids in them.
int Rank(const std::string& key) {
  if (key.starts_with("reference/")) return 0;
  if (key.starts_with("pane/")) return 2;
  return key.starts_with("id/") ? 3 : 1;
}

}  // namespace

Monitor::Monitor(MonitorOptions options, ReferenceSource references, Clock now)
    : options_(std::move(options)),
      references_(std::move(references)),
      now_(std::move(now)),
      watermark_(options_.windows.lateness, options_.idle_after) {}

absl::StatusOr<std::shared_ptr<const drift::Reference>> Monitor::FindReference(const std::string& model,
                                                                               uint64_t version) {
  const auto set = set_.find({model, version});
  if (set != set_.end()) return set->second.reference;
  return references_(model, version);
}

uint64_t Monitor::SetId(const std::string& model, uint64_t version) const {
  const auto set = set_.find({model, version});
  return set == set_.end() ? 0 : set->second.id;
}

absl::StatusOr<VersionWatch*> Monitor::FindVersion(const std::string& model, uint64_t version) {
  if (const auto watch = models_.find(model); watch != models_.end()) {
    const auto at = watch->second.versions.find(version);
    if (at != watch->second.versions.end()) return &at->second;
  }
  auto reference = FindReference(model, version);
  if (!reference.ok()) return reference.status();
  VersionWatch watch(*std::move(reference), options_.windows, options_.group_columns);
  return &models_[model].versions.emplace(version, std::move(watch)).first->second;
}

void Monitor::Assign(const std::vector<int>& partitions) {
  absl::MutexLock lock(&mutex_);
  watermark_.Assign(partitions, now_());
}

absl::StatusOr<Monitor::Outcome> Monitor::Take(const ServedRow& row) {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = now_();
  if (options_.windows.by_time() && IsAhead(row.served_at, now, options_.windows.lateness)) {
    ++models_[row.model].ahead;
    touched_[{row.model, row.version}];
    return Outcome::kAhead;
  }
  const auto outcome = TakeIn(row);
  if (!outcome.ok()) return outcome.status();
  watermark_.See(row.partition, row.served_at, now);
  if (absl::Status s = AdvanceAll(); !s.ok()) return s;
  if (*outcome == Outcome::kCounted) DropOldVersions(row.model);
  return outcome;
}

absl::StatusOr<Monitor::Outcome> Monitor::TakeIn(const ServedRow& row) {
  auto version = FindVersion(row.model, row.version);
  if (!version.ok() && CannotBeWatched(version.status())) return Outcome::kNoReference;
  if (!version.ok()) return version.status();

  ModelWatch& model = models_[row.model];
  std::set<int64_t>& touched = touched_[{row.model, row.version}];
  if ((*version)->Knows(row.prediction_id)) {
    ++model.duplicates;
    return Outcome::kDuplicate;
  }
  const auto pane = (*version)->PaneOf(row.served_at);
  if (!pane.has_value()) {
    ++model.late;
    return Outcome::kLate;
  }
  (*version)->Add(row, *pane);
  touched.insert(*pane);
  ++model.rows;
  changes_.emplace_back(IdKey(row.model, row.version, row.prediction_id), absl::StrCat(*pane));
  return Outcome::kCounted;
}

absl::Status Monitor::Advance() {
  absl::MutexLock lock(&mutex_);
  return AdvanceAll();
}

absl::Status Monitor::AdvanceAll() {
  const absl::Time watermark = watermark_.At(now_());
  for (const auto& [name, model] : models_) {
    for (const auto& [number, version] : model.versions) {
      if (const auto pane = version.Due(watermark)) return BeginClosing(name, number, *pane);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Report> Monitor::MakeReport(const std::string& model, uint64_t version, int64_t pane) const {
  const ModelWatch& watch = models_.at(model);
  const VersionWatch& served = watch.versions.at(version);
  const Pane window = served.WindowUpTo(pane);
  auto verdict = drift::Compare(served.reference(), window.window(), options_.compare);
  if (!verdict.ok()) return verdict.status();
  Report report{.model = model,
                .version = version,
                .window = watch.closed_windows + 1,
                .start = window.start(),
                .end = window.end(),
                .verdict = *std::move(verdict),
                .decision = {},
                .request_key = ""};
  report.pane = pane;
  report.reference = SetId(model, version);
  report.decision = drift::Decide(report.verdict, options_.rule);
  if (AsksAnew(report.decision, report.window, watch.last_asked, options_.cooldown_windows)) {
    report.request_key = RequestKey(model, version, report.window, report.decision.cause);
  }
  report.quality = drift::ColumnQualities(served.reference(), window.window());
  report.histograms = drift::MakeHistograms(served.reference(), window.window());
  if (window.performance().has_value()) report.estimated = window.performance()->Estimated();
  report.groups = window.groups();
  return report;
}

absl::Status Monitor::BeginClosing(const std::string& model, uint64_t version, int64_t pane) {
  auto report = MakeReport(model, version, pane);
  if (!report.ok()) return report.status();
  changes_.emplace_back(kClosingKey, ReportToJson(*report));
  closing_ = *std::move(report);
  return absl::OkStatus();
}

std::optional<Report> Monitor::Closing() const {
  absl::MutexLock lock(&mutex_);
  return closing_;
}

void Monitor::Close() {
  absl::MutexLock lock(&mutex_);
  const Report report = *std::move(closing_);
  closing_.reset();
  changes_.emplace_back(kClosingKey, std::nullopt);
  CloseWindow(report);
}

void Monitor::CloseWindow(const Report& report) {
  ModelWatch& model = models_[report.model];
  model.closed_windows = report.window;
  if (!report.request_key.empty()) {
    model.asked.insert(report.request_key);
    model.last_asked = report.window;
  }
  // A reference that was lost meanwhile has taken its window with it.
  if (const auto at = model.versions.find(report.version); at != model.versions.end()) {
    Drop(report.model, report.version, at->second.CloseUpTo(report.pane));
  }
  touched_[{report.model, report.version}];
  changes_.emplace_back(ReportKey(report.model, report.window), ReportToJson(report));
  model.reports[report.window] = report;
  DropOldReports(report.model);
}

void Monitor::Drop(const std::string& model, uint64_t version, const VersionWatch::Dropped& dropped) {
  for (const int64_t pane : dropped.panes) changes_.emplace_back(PaneKey(model, version, pane), std::nullopt);
  for (const std::string& id : dropped.ids) changes_.emplace_back(IdKey(model, version, id), std::nullopt);
}

void Monitor::DropVersion(const std::string& model, uint64_t version) {
  auto& versions = models_[model].versions;
  Drop(model, version, versions.at(version).DropAll());
  changes_.emplace_back(VersionKey(model, version), std::nullopt);
  touched_.erase({model, version});
  versions.erase(version);
}

void Monitor::DropOldReports(const std::string& name) {
  ModelWatch& model = models_[name];
  while (model.reports.size() > options_.kept_reports) {
    changes_.emplace_back(ReportKey(name, model.reports.begin()->first), std::nullopt);
    model.reports.erase(model.reports.begin());
  }
}

void Monitor::DropOldVersions(const std::string& name) {
  ModelWatch& model = models_[name];
  if (closing_.has_value()) return;  // it may be the one that closes
  while (model.versions.size() > options_.kept_versions) DropVersion(name, model.Oldest());
}

Monitor::Changes Monitor::TakeChanges() {
  absl::MutexLock lock(&mutex_);
  Changes changes = std::move(changes_);
  changes_.clear();
  for (const auto& [at, panes] : touched_) {
    const ModelWatch& model = models_[at.first];
    changes.emplace_back(TotalsKey(at.first), model.TotalsToJson());
    const auto version = model.versions.find(at.second);
    if (version == model.versions.end()) continue;
    changes.emplace_back(VersionKey(at.first, at.second), version->second.ToJson());
    for (const int64_t pane : panes) {
      const Pane* rows = version->second.FindPane(pane);
      if (rows != nullptr) changes.emplace_back(PaneKey(at.first, at.second, pane), rows->ToJson());
    }
  }
  touched_.clear();
  return changes;
}

std::map<std::string, std::string> Monitor::State() const {
  absl::MutexLock lock(&mutex_);
  std::map<std::string, std::string> state;
  for (const auto& [of, set] : set_) state[ReferenceKey(of.first, of.second)] = set.reference->ToJson();
  if (closing_.has_value()) state[kClosingKey] = ReportToJson(*closing_);
  for (const auto& [name, model] : models_) {
    state[TotalsKey(name)] = model.TotalsToJson();
    for (const auto& [window, report] : model.reports) state[ReportKey(name, window)] = ReportToJson(report);
    for (const auto& [number, version] : model.versions) {
      state[VersionKey(name, number)] = version.ToJson();
      for (const auto& [pane, rows] : version.panes()) state[PaneKey(name, number, pane)] = rows.ToJson();
      for (const auto& [pane, ids] : version.ids()) {
        for (const std::string& id : ids) state[IdKey(name, number, id)] = absl::StrCat(pane);
      }
    }
  }
  return state;
}

absl::Status Monitor::Restore(const std::map<std::string, std::string>& state) {
  absl::MutexLock lock(&mutex_);
  models_.clear();
  set_.clear();
  closing_.reset();
  changes_.clear();
  touched_.clear();
  for (int rank = 0; rank <= 3; ++rank) {
    for (const auto& [key, value] : state) {
      if (Rank(key) != rank) continue;
      const absl::Status s = RestoreEntry(key, value);
      if (absl::IsDataLoss(s)) return absl::DataLossError(absl::StrCat(key, ": ", s.message()));
      if (!s.ok()) return s;
    }
  }
  return absl::OkStatus();
}

absl::Status Monitor::RestoreEntry(const std::string& key, const std::string& value) {
  if (key == kClosingKey || key.starts_with("report/")) {
    auto report = ReportFromJson(value);
    if (!report.ok()) return report.status();
    if (key == kClosingKey) {
      closing_ = *std::move(report);
    } else {
      models_[report->model].reports[report->window] = *std::move(report);
    }
    return absl::OkStatus();
  }
  const std::vector<std::string> parts = absl::StrSplit(key, absl::MaxSplits('/', 3));
  if (parts.size() == 3 && parts[0] == "reference") return RestoreReference(parts, value);
  if (parts.size() == 2 && parts[0] == "model") return models_[parts[1]].RestoreTotals(value);
  if (parts.size() == 3 && parts[0] == "version") return RestoreVersion(parts, value);
  if (parts.size() == 4 && (parts[0] == "pane" || parts[0] == "id")) return RestorePart(parts, value);
  return NoState();
}

absl::Status Monitor::RestoreReference(const std::vector<std::string>& parts, const std::string& value) {
  uint64_t version = 0;
  auto reference = drift::Reference::FromJson(value);
  if (!absl::SimpleAtoi(parts[2], &version) || !reference.ok()) return NoState();
  const uint64_t id = ReferenceId(*reference);
  set_[{parts[1], version}] = {std::make_shared<const drift::Reference>(*std::move(reference)), id};
  return absl::OkStatus();
}

absl::Status Monitor::RestoreVersion(const std::vector<std::string>& parts, const std::string& value) {
  uint64_t version = 0;
  if (!absl::SimpleAtoi(parts[2], &version)) return NoState();
  auto watch = FindVersion(parts[1], version);
  if (!watch.ok()) return CannotBeWatched(watch.status()) ? absl::OkStatus() : watch.status();
  return (*watch)->Restore(value);
}

// A pane, or an id in one; nothing where the version can no longer be watched.
absl::Status Monitor::RestorePart(const std::vector<std::string>& parts, const std::string& value) {
  uint64_t version = 0;
  int64_t pane = 0;
  const bool is_pane = parts[0] == "pane";
  if (!absl::SimpleAtoi(parts[2], &version) || !absl::SimpleAtoi(is_pane ? parts[3] : value, &pane))
    return NoState();
  ModelWatch& model = models_[parts[1]];
  const auto at = model.versions.find(version);
  if (at == model.versions.end()) return absl::OkStatus();
  if (!is_pane) {
    at->second.RestoreId(parts[3], pane);
    return absl::OkStatus();
  }
  const absl::Status restored = at->second.RestorePane(pane, value);
  // The reference was set while this pane was open: its rows were of another one.
  return set_.contains({parts[1], version}) && absl::IsDataLoss(restored) ? absl::OkStatus() : restored;
}

void Monitor::SetReference(const std::string& model, uint64_t version,
                           std::shared_ptr<const drift::Reference> reference) {
  absl::MutexLock lock(&mutex_);
  const uint64_t id = ReferenceId(*reference);
  set_[{model, version}] = {reference, id};
  const auto watch = models_.find(model);
  if (watch == models_.end()) return;
  const auto at = watch->second.versions.find(version);
  if (at != watch->second.versions.end()) {
    Drop(model, version, at->second.SetReference(std::move(reference)));
  }
}

absl::StatusOr<std::vector<Report>> Monitor::Reports(const std::string& name) const {
  absl::MutexLock lock(&mutex_);
  const auto model = models_.find(name);
  if (model == models_.end()) {
    return absl::NotFoundError(
        absl::StrCat("model: \"", name, "\" has not been served; GetStatus lists those that were"));
  }
  std::vector<Report> reports;
  for (const auto& [window, report] : model->second.reports) reports.push_back(report);
  return reports;
}

std::vector<ModelStatus> Monitor::Statuses() const {
  absl::MutexLock lock(&mutex_);
  std::vector<ModelStatus> statuses;
  for (const auto& [name, model] : models_) statuses.push_back(model.Status(name));
  return statuses;
}

absl::StatusOr<Report> Monitor::FindReport(const std::string& name, uint64_t window) const {
  absl::MutexLock lock(&mutex_);
  const auto model = models_.find(name);
  if (model == models_.end()) {
    return absl::NotFoundError(
        absl::StrCat("model: \"", name, "\" has not been served; GetStatus lists those that were"));
  }
  const auto& reports = model->second.reports;
  if (reports.empty()) return absl::NotFoundError(absl::StrCat("model ", name, ": no window has closed yet"));
  const auto at = window == 0 ? std::prev(reports.end()) : reports.find(window);
  if (at != reports.end()) return at->second;
  return absl::NotFoundError(absl::StrCat("window: ", window, " is not kept; windows ",
                                          reports.begin()->first, " to ", reports.rbegin()->first,
                                          " of model ", name, " are"));
}

}  // namespace yachay::drift_monitor
