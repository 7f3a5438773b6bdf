#include "core/version_watch.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

// "rows", or "15m" for panes of a quarter of an hour: panes of different kinds do not mix.
std::string KindOf(const WindowTimes& times) {
  return times.by_time() ? absl::FormatDuration(times.slide) : "rows";
}

}  // namespace

VersionWatch::VersionWatch(std::shared_ptr<const drift::Reference> reference, WindowTimes times,
                           std::vector<std::string> group_columns)
    : reference_(std::move(reference)),
      times_(times),
      group_columns_(std::move(group_columns)),
      next_(times.by_time() ? -kLastPane : 0) {}

std::optional<int64_t> VersionWatch::PaneOf(absl::Time served_at) const {
  if (!times_.by_time()) return next_;
  const int64_t pane = times_.PaneAt(served_at);
  return pane < next_ ? std::nullopt : std::optional(pane);
}

bool VersionWatch::Knows(std::string_view prediction_id) const {
  const std::string id(prediction_id);
  return std::any_of(ids_.begin(), ids_.end(), [&](const auto& pane) { return pane.second.contains(id); });
}

void VersionWatch::Add(const ServedRow& row, int64_t pane) {
  panes_.try_emplace(pane, *reference_).first->second.Add(row, group_columns_);
  last_served_ = std::max(last_served_, row.served_at);
  ids_[pane].insert(row.prediction_id);
}

absl::Status VersionWatch::MergePane(int64_t pane, std::string_view json) {
  if (!IsPane(pane)) return absl::DataLossError("there is no such pane");
  Pane rows(*reference_);
  if (absl::Status s = rows.Restore(json); !s.ok()) return s;
  if (pane < next_) return absl::OkStatus();
  panes_.try_emplace(pane, *reference_).first->second.Merge(rows);
  last_served_ = std::max(last_served_, rows.end());
  return absl::OkStatus();
}

std::optional<int64_t> VersionWatch::Due(absl::Time watermark) const {
  if (panes_.empty()) return std::nullopt;
  const int64_t pane = std::max(next_, panes_.begin()->first);
  const bool due = times_.by_time() ? watermark >= times_.EndOf(pane)
                                    : panes_.begin()->second.window().rows() >= times_.rows;
  return due ? std::optional(pane) : std::nullopt;
}

Pane VersionWatch::WindowUpTo(int64_t pane) const {
  Pane window(*reference_);
  for (auto at = panes_.begin(); at != panes_.end() && at->first <= pane; ++at) window.Merge(at->second);
  return window;
}

VersionWatch::Dropped VersionWatch::CloseUpTo(int64_t pane) {
  next_ = pane + 1;
  Dropped dropped;
  while (!panes_.empty() && panes_.begin()->first <= pane + 1 - times_.panes()) {
    dropped.panes.push_back(panes_.begin()->first);
    panes_.erase(panes_.begin());
  }
  // By time, a row of a closed pane is late whether it is known or not.
  const int64_t remembered =
      times_.by_time() ? 0 : std::max<int64_t>(1, times_.remembered_rows / times_.rows);
  dropped.ids = ForgetIds(pane - remembered);
  return dropped;
}

VersionWatch::Dropped VersionWatch::DropAll() {
  return {.panes = DropPanes(), .ids = ForgetIds(std::numeric_limits<int64_t>::max())};
}

VersionWatch::Dropped VersionWatch::SetReference(std::shared_ptr<const drift::Reference> reference) {
  const bool same_columns = drift::Window::Like(*reference).Merge(drift::Window::Like(*reference_)).ok();
  reference_ = std::move(reference);
  return {.panes = same_columns ? std::vector<int64_t>() : DropPanes(), .ids = {}};
}

std::vector<int64_t> VersionWatch::DropPanes() {
  std::vector<int64_t> dropped;
  for (const auto& [pane, rows] : panes_) dropped.push_back(pane);
  panes_.clear();
  return dropped;
}

std::vector<std::string> VersionWatch::ForgetIds(int64_t up_to) {
  std::vector<std::string> forgotten;
  while (!ids_.empty() && ids_.begin()->first <= up_to) {
    forgotten.insert(forgotten.end(), ids_.begin()->second.begin(), ids_.begin()->second.end());
    ids_.erase(ids_.begin());
  }
  return forgotten;
}

const Pane* VersionWatch::FindPane(int64_t pane) const {
  const auto at = panes_.find(pane);
  return at == panes_.end() ? nullptr : &at->second;
}

int64_t VersionWatch::open_rows() const {
  int64_t rows = 0;
  for (auto at = panes_.lower_bound(next_); at != panes_.end(); ++at) rows += at->second.window().rows();
  return rows;
}

std::string VersionWatch::ToJson() const {
  return Json{
      {"last_served_us", absl::ToUnixMicros(last_served_)}, {"next", next_}, {"windows", KindOf(times_)}}
      .dump();
}

absl::Status VersionWatch::Restore(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    last_served_ = absl::FromUnixMicros(json.at("last_served_us").get<int64_t>());
    json.at("next").get_to(next_);
    const auto kind = json.at("windows").get<std::string>();
    if (kind != KindOf(times_)) {
      return absl::DataLossError(absl::StrCat("its windows are of ", kind, ", those asked for are of ",
                                              KindOf(times_), ": start with an empty --state-dir"));
    }
    if (!IsPane(next_)) return absl::DataLossError("next: there is no such pane");
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("this is no state of a version: ", error.what()));
  }
  return absl::OkStatus();
}

absl::Status VersionWatch::RestorePane(int64_t pane, std::string_view json) {
  if (!IsPane(pane)) return absl::DataLossError("there is no such pane");
  Pane restored(*reference_);
  if (absl::Status s = restored.Restore(json); !s.ok()) return s;
  panes_.insert_or_assign(pane, std::move(restored));
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
