#include "core/pane.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

// Children's groups whose error rates are compared.
constexpr std::array<std::string_view, 2> kGroupColumns = {"Gender", "Location"};
constexpr size_t kMostGroups = 50;

bool IsGroupColumn(std::string_view name) {
  return std::find(kGroupColumns.begin(), kGroupColumns.end(), name) != kGroupColumns.end();
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

void Pane::Add(const std::vector<drift::Value>& values, const ServedRow& row) {
  window_.Add(values).IgnoreError();  // as many as there are columns, each of its kind
  if (row.probabilities.size() >= 2) AddPerformance(row);
  start_ = std::min(start_, row.served_at);
  end_ = std::max(end_, row.served_at);
}

void Pane::AddPerformance(const ServedRow& row) {
  if (!performance_.has_value()) performance_.emplace(row.probabilities.size());
  if (!performance_->Add(row.probabilities).ok()) return;
  for (const auto& [name, value] : row.values) {
    const auto* group = std::get_if<std::string>(&value);
    if (group == nullptr || !IsGroupColumn(name)) continue;
    const std::pair key(name, *group);
    if (groups_.size() >= kMostGroups && !groups_.contains(key)) continue;
    groups_.try_emplace(key, row.probabilities.size()).first->second.Add(row.probabilities).IgnoreError();
  }
}

void Pane::Merge(const Pane& other) {
  window_.Merge(other.window_).IgnoreError();
  if (!performance_.has_value()) {
    performance_ = other.performance_;
  } else if (other.performance_.has_value()) {
    performance_->Merge(*other.performance_).IgnoreError();
  }
  for (const auto& [at, figures] : other.groups_) {
    if (const auto known = groups_.find(at); known != groups_.end()) {
      known->second.Merge(figures).IgnoreError();
    } else if (groups_.size() < kMostGroups) {
      groups_.emplace(at, figures);
    }
  }
  start_ = std::min(start_, other.start_);
  end_ = std::max(end_, other.end_);
}

std::vector<drift::GroupQuality> Pane::groups() const {
  std::vector<drift::GroupQuality> qualities;
  for (const auto& [at, performance] : groups_) {
    qualities.push_back({at.first, at.second, performance.Estimated(), std::nullopt});
  }
  return qualities;
}

std::string Pane::ToJson() const {
  Json groups = Json::array();
  for (const auto& [at, performance] : groups_) {
    groups.push_back({{"column", at.first}, {"group", at.second}, {"figures", performance.ToJson()}});
  }
  const Json json = {{"start_us", absl::ToUnixMicros(start_)},
                     {"end_us", absl::ToUnixMicros(end_)},
                     {"performance", performance_.has_value() ? performance_->ToJson() : ""},
                     {"groups", std::move(groups)},
                     {"window", window_.ToJson()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::Status Pane::Restore(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    auto window = drift::Window::FromJson(json.at("window").get<std::string>());
    if (!window.ok()) return absl::DataLossError(std::string(window.status().message()));
    if (const absl::Status merged = window_.Merge(*window); !merged.ok()) {
      return absl::DataLossError(
          absl::StrCat("the open window does not fit the reference: ", merged.message()));
    }
    start_ = absl::FromUnixMicros(json.at("start_us").get<int64_t>());
    end_ = absl::FromUnixMicros(json.at("end_us").get<int64_t>());
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

}  // namespace yachay::drift_monitor
