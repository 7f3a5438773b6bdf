#include "core/partition_fold.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

// Each pane closes alone here; windows are made of them where they meet the other partitions'.
WindowTimes OnePane(WindowTimes times) {
  times.span = times.slide;
  return times;
}

// Steps hold whole microseconds: a pane that one process has closed is closed for the next.
absl::Time WholeMicros(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

Json OpenVersion(const std::string& model, uint64_t version, const VersionWatch& watch) {
  Json panes = Json::array();
  for (const auto& [pane, rows] : watch.panes()) panes.push_back({pane, rows.ToJson()});
  Json ids = Json::array();
  for (const auto& [pane, known] : watch.ids()) {
    for (const std::string& id : known) ids.push_back({pane, id});
  }
  return {{"model", model}, {"version", version}, {"panes", std::move(panes)}, {"ids", std::move(ids)}};
}

absl::Status RestoreOpen(const Json& version, VersionWatch& watch) {
  for (const Json& pane : version.at("panes")) {
    const absl::Status s = watch.RestorePane(pane.at(0).get<int64_t>(), pane.at(1).get<std::string>());
    if (!s.ok()) return s;
  }
  for (const Json& id : version.at("ids")) {
    watch.RestoreId(id.at(1).get<std::string>(), id.at(0).get<int64_t>());
  }
  return absl::OkStatus();
}

}  // namespace

PartitionFold::PartitionFold(int partition, WindowTimes times, std::vector<std::string> group_columns,
                             ReferenceSource references, absl::Time now)
    : partition_(partition),
      times_(OnePane(times)),
      group_columns_(std::move(group_columns)),
      references_(std::move(references)),
      last_record_(now) {}

absl::StatusOr<VersionWatch*> PartitionFold::FindVersion(const Key& key) {
  if (const auto at = versions_.find(key); at != versions_.end()) return &at->second;
  auto reference = references_(key.first, key.second);
  if (!reference.ok()) return reference.status();
  return &versions_.emplace(key, VersionWatch(*std::move(reference), times_, group_columns_)).first->second;
}

absl::StatusOr<Outcome> PartitionFold::Take(const ServedRow& row, int64_t offset, absl::Time now) {
  const auto outcome = TakeIn(row, now);
  if (!outcome.ok()) return outcome;
  Skip(offset, now);
  if (*outcome != Outcome::kNoReference) Count(*outcome, rows_[row.model]);
  if (*outcome != Outcome::kAhead) Follow(row.served_at - times_.lateness);
  return outcome;
}

absl::StatusOr<Outcome> PartitionFold::TakeIn(const ServedRow& row, absl::Time now) {
  if (IsAhead(row.served_at, now, times_.lateness)) return Outcome::kAhead;
  const auto version = FindVersion({row.model, row.version});
  if (!version.ok() && CannotBeWatched(version.status())) return Outcome::kNoReference;
  if (!version.ok()) return version.status();
  if ((*version)->Knows(row.prediction_id)) return Outcome::kDuplicate;
  const int64_t pane = times_.PaneAt(row.served_at);
  if (times_.EndOf(pane) <= watermark_) return Outcome::kLate;
  (*version)->Add(row, pane);
  return Outcome::kCounted;
}

void PartitionFold::Skip(int64_t offset, absl::Time now) {
  next_ = offset + 1;
  last_record_ = now;
}

void PartitionFold::SetReference(const std::string& model, uint64_t version,
                                 const std::shared_ptr<const drift::Reference>& reference) {
  if (const auto at = versions_.find({model, version}); at != versions_.end()) {
    at->second.SetReference(reference);
  }
}

void PartitionFold::Follow(absl::Time watermark) {
  watermark_ = std::max(watermark_, WholeMicros(watermark));
}

bool PartitionFold::due() const { return times_.PaneAt(watermark_) > times_.PaneAt(told_); }

PartitionStep PartitionFold::Advance(bool idle) {
  PartitionStep step{.partition = partition_, .next = next_, .watermark = watermark_, .idle = idle};
  for (auto at = versions_.begin(); at != versions_.end();) {
    auto& [key, watch] = *at;
    while (const auto pane = watch.Due(watermark_)) {
      step.closed.push_back({key.first, key.second, *pane, watch.FindPane(*pane)->ToJson()});
      watch.CloseUpTo(*pane);
    }
    at = watch.panes().empty() ? versions_.erase(at) : std::next(at);
  }
  step.open = OpenToJson();
  step.rows = std::exchange(rows_, {});
  told_ = watermark_;
  return step;
}

std::string PartitionFold::OpenToJson() const {
  Json versions = Json::array();
  for (const auto& [key, watch] : versions_) versions.push_back(OpenVersion(key.first, key.second, watch));
  return versions.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::Status PartitionFold::Restore(const PartitionStep& step) {
  next_ = step.next;
  watermark_ = told_ = step.watermark;
  rows_.clear();
  versions_.clear();
  try {
    for (const Json& version : Json::parse(step.open)) {
      const Key key(version.at("model").get<std::string>(), version.at("version").get<uint64_t>());
      const auto watch = FindVersion(key);
      if (!watch.ok() && CannotBeWatched(watch.status())) continue;
      if (!watch.ok()) return watch.status();
      // Its rows were counted against another reference.
      if (!RestoreOpen(version, **watch).ok()) versions_.erase(key);
    }
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("these are no open panes of a partition: ", error.what()));
  }
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
