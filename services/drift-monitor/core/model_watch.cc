#include "core/model_watch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

constexpr auto kServedEarlier = [](const auto& a, const auto& b) {
  return a.second.last_served() < b.second.last_served();
};

}  // namespace

uint64_t ModelWatch::Newest() const {
  const auto at = std::max_element(versions.begin(), versions.end(), kServedEarlier);
  return at == versions.end() ? 0 : at->first;
}

uint64_t ModelWatch::Oldest() const {
  const auto at = std::min_element(versions.begin(), versions.end(), kServedEarlier);
  return at == versions.end() ? 0 : at->first;
}

ModelStatus ModelWatch::Status(const std::string& model) const {
  ModelStatus status{.model = model,
                     .version = Newest(),
                     .closed_windows = closed_windows,
                     .rows = rows,
                     .duplicates = duplicates,
                     .late = late,
                     .ahead = ahead,
                     .retrain_requests = asked.size(),
                     .last = std::nullopt};
  if (const auto at = versions.find(status.version); at != versions.end()) {
    status.open_rows = at->second.open_rows();
    status.last_served = at->second.last_served();
  }
  if (!reports.empty()) status.last = reports.rbegin()->second;
  return status;
}

std::string ModelWatch::TotalsToJson() const {
  return Json{{"closed_windows", closed_windows},
              {"rows", rows},
              {"duplicates", duplicates},
              {"late", late},
              {"ahead", ahead},
              {"last_asked", last_asked},
              {"asked", asked}}
      .dump();
}

absl::Status ModelWatch::RestoreTotals(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    json.at("closed_windows").get_to(closed_windows);
    json.at("rows").get_to(rows);
    json.at("duplicates").get_to(duplicates);
    json.at("late").get_to(late);
    json.at("ahead").get_to(ahead);
    json.at("last_asked").get_to(last_asked);
    json.at("asked").get_to(asked);
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("these are no totals of a model: ", error.what()));
  }
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
