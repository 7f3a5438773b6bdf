#include "core/version_watch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

// The shortest text that reads back as this number: 1 is "1", as a file of training rows has it.
std::string AsText(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return std::string(text, end);
}

// Children's groups whose error rates are compared.
constexpr std::array<std::string_view, 2> kGroupColumns = {"Gender", "Location"};
constexpr size_t kMostGroups = 50;

drift::Value Fitted(const drift::Value& value, drift::ColumnKind kind) {
  const auto* number = std::get_if<double>(&value);
  if (kind == drift::ColumnKind::kNumber) return number != nullptr ? value : drift::Value();
  return number != nullptr ? drift::Value(AsText(*number)) : value;
}

absl::Status RestorePerformance(const std::string& text, std::optional<drift::Performance>& performance) {
  performance.reset();
  if (text.empty()) return absl::OkStatus();
  auto read = drift::Performance::FromJson(text);
  if (!read.ok()) return absl::DataLossError(std::string(read.status().message()));
  performance = *std::move(read);
  return absl::OkStatus();
}

}  // namespace

VersionWatch::VersionWatch(std::shared_ptr<const drift::Reference> reference, uint64_t remembered_windows)
    : reference_(std::move(reference)),
      window_(drift::Window::Like(*reference_)),
      remembered_windows_(remembered_windows) {
  for (size_t i = 0; i < reference_->columns().size(); ++i) index_[reference_->columns()[i].name()] = i;
}

bool VersionWatch::Knows(std::string_view prediction_id) const {
  const std::string id(prediction_id);
  return std::any_of(ids_.begin(), ids_.end(),
                     [&](const auto& window) { return window.second.contains(id); });
}

void VersionWatch::Add(const ServedRow& row) {
  std::vector<drift::Value> values(index_.size());
  for (const auto& [name, value] : row.values) {
    const auto at = index_.find(name);
    if (at == index_.end()) continue;
    values[at->second] = Fitted(value, reference_->columns()[at->second].kind());
  }
  window_.Add(values).IgnoreError();  // as many as there are columns, each of its kind
  if (row.probabilities.size() >= 2) AddPerformance(row);
  start_ = std::min(start_, row.served_at);
  end_ = std::max(end_, row.served_at);
  last_served_ = std::max(last_served_, row.served_at);
  ids_[closed_windows_].insert(row.prediction_id);
}

// Probabilities that are none, and classes that changed within a window, are passed over.
void VersionWatch::AddPerformance(const ServedRow& row) {
  if (!performance_.has_value()) performance_.emplace(row.probabilities.size());
  if (!performance_->Add(row.probabilities).ok()) return;
  for (const auto& [name, value] : row.values) {
    const auto* group = std::get_if<std::string>(&value);
    if (group == nullptr ||
        std::find(kGroupColumns.begin(), kGroupColumns.end(), name) == kGroupColumns.end())
      continue;
    const std::pair key(name, *group);
    if (groups_.size() >= kMostGroups && !groups_.contains(key)) continue;
    groups_.try_emplace(key, row.probabilities.size()).first->second.Add(row.probabilities).IgnoreError();
  }
}

std::vector<drift::GroupQuality> VersionWatch::groups() const {
  std::vector<drift::GroupQuality> qualities;
  for (const auto& [at, performance] : groups_) {
    qualities.push_back({at.first, at.second, performance.Estimated(), std::nullopt});
  }
  return qualities;
}

std::vector<std::string> VersionWatch::Clear() {
  window_ = drift::Window::Like(*reference_);
  performance_.reset();
  groups_.clear();
  start_ = absl::InfiniteFuture();
  end_ = absl::InfinitePast();
  ++closed_windows_;
  std::vector<std::string> forgotten;
  while (!ids_.empty() && ids_.begin()->first + remembered_windows_ < closed_windows_) {
    forgotten.insert(forgotten.end(), ids_.begin()->second.begin(), ids_.begin()->second.end());
    ids_.erase(ids_.begin());
  }
  return forgotten;
}

std::vector<std::string> VersionWatch::Ids() const {
  std::vector<std::string> all;
  for (const auto& [window, ids] : ids_) all.insert(all.end(), ids.begin(), ids.end());
  return all;
}

std::string VersionWatch::ToJson() const {
  Json groups = Json::array();
  for (const auto& [at, performance] : groups_) {
    groups.push_back({{"column", at.first}, {"group", at.second}, {"figures", performance.ToJson()}});
  }
  const Json json = {{"start_us", absl::ToUnixMicros(start_)},
                     {"end_us", absl::ToUnixMicros(end_)},
                     {"last_served_us", absl::ToUnixMicros(last_served_)},
                     {"closed_windows", closed_windows_},
                     {"last_asked", last_asked},
                     {"performance", performance_.has_value() ? performance_->ToJson() : ""},
                     {"groups", std::move(groups)},
                     {"window", window_.ToJson()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::Status VersionWatch::Restore(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    auto window = drift::Window::FromJson(json.at("window").get<std::string>());
    if (!window.ok()) return absl::DataLossError(std::string(window.status().message()));
    drift::Window fitted = drift::Window::Like(*reference_);
    if (const absl::Status merged = fitted.Merge(*window); !merged.ok()) {
      return absl::DataLossError(
          absl::StrCat("the open window does not fit the reference: ", merged.message()));
    }
    window_ = std::move(fitted);
    start_ = absl::FromUnixMicros(json.at("start_us").get<int64_t>());
    end_ = absl::FromUnixMicros(json.at("end_us").get<int64_t>());
    last_served_ = absl::FromUnixMicros(json.at("last_served_us").get<int64_t>());
    json.at("closed_windows").get_to(closed_windows_);
    json.at("last_asked").get_to(last_asked);
    if (absl::Status s = RestorePerformance(json.at("performance").get<std::string>(), performance_); !s.ok())
      return s;
    for (const Json& group : json.at("groups")) {
      std::optional<drift::Performance> figures;
      if (absl::Status s = RestorePerformance(group.at("figures").get<std::string>(), figures); !s.ok())
        return s;
      if (!figures.has_value()) continue;
      groups_.insert_or_assign({group.at("column").get<std::string>(), group.at("group").get<std::string>()},
                               *figures);
    }
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("this is no state of a window: ", error.what()));
  }
  return absl::OkStatus();
}

void VersionWatch::RestoreId(std::string_view id, uint64_t closed_windows) {
  ids_[closed_windows].insert(std::string(id));
}

}  // namespace yachay::drift_monitor
