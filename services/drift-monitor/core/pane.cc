#include "core/pane.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

absl::Status RestorePerformance(const std::string& text, std::optional<drift::Performance>& performance) {
  performance.reset();
  if (text.empty()) return absl::OkStatus();
  auto read = drift::Performance::FromJson(text);
  if (!read.ok()) return absl::DataLossError(std::string(read.status().message()));
  performance = *std::move(read);
  return absl::OkStatus();
}

}  // namespace

void Pane::Add(const ServedRow& row, const std::vector<std::string>& group_columns) {
  window_.AddNamed(row.values);
  if (row.probabilities.size() >= 2) AddPerformance(row, group_columns);
  start_ = std::min(start_, row.served_at);
  end_ = std::max(end_, row.served_at);
}

void Pane::AddPerformance(const ServedRow& row, const std::vector<std::string>& group_columns) {
  if (!performance_.has_value()) performance_.emplace(row.probabilities.size());
  if (!performance_->Add(row.probabilities).ok()) return;
  for (const auto& [name, value] : row.values) {
    const auto* group = std::get_if<std::string>(&value);
    if (group == nullptr || std::count(group_columns.begin(), group_columns.end(), name) == 0) continue;
    groups_.Add({name, *group}, row.probabilities);
  }
}

void Pane::Merge(const Pane& other) {
  window_.Merge(other.window_).IgnoreError();
  if (!performance_.has_value()) {
    performance_ = other.performance_;
  } else if (other.performance_.has_value()) {
    performance_->Merge(*other.performance_).IgnoreError();
  }
  groups_.Merge(other.groups_);
  start_ = std::min(start_, other.start_);
  end_ = std::max(end_, other.end_);
}

std::string Pane::ToJson() const {
  Json groups = Json::array();
  for (const auto& [at, performance] : groups_.all()) {
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
      groups_.Merge({group.at("column").get<std::string>(), group.at("group").get<std::string>()}, *figures);
    }
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("this is no state of a window: ", error.what()));
  }
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
