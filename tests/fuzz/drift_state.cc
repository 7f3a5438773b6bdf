// Any text under any key is state of the drift monitor, or is refused with the key; what was taken can be
// shown and written again. The first byte chooses the key.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/monitor.h"

namespace {

using namespace yachay;  // NOLINT(google-build-using-namespace)

absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string&, uint64_t) {
  static const auto reference = std::make_shared<const drift::Reference>(
      *drift::Reference::FromColumns({{.name = "Age", .numbers = {1, 2, 3}, .categories = {}},
                                      {.name = "Gender",
                                       .kind = drift::ColumnKind::kCategory,
                                       .numbers = {},
                                       .categories = {"f", "m", ""}}}));
  return reference;
}

constexpr std::array<const char*, 6> kKeys = {"pane/m/1/0", "report/m/1",    "closing",
                                              "model/m",    "reference/m/1", "version/m/1"};

void Show(const drift_monitor::Monitor& monitor) {
  for (const auto& status : monitor.Statuses()) {
    const auto reports = monitor.Reports(status.model);
    if (!reports.ok()) std::abort();
    for (const auto& report : *reports) {
      if (drift_monitor::ReportToHtml(report, *reports).empty()) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string key = kKeys[data[0] % kKeys.size()];
  std::map<std::string, std::string> state = {
      {"version/m/1", R"({"last_served_us": 1, "next": 0, "windows": "rows"})"}};
  state[key] = std::string(reinterpret_cast<const char*>(data) + 1, size - 1);
  drift_monitor::Monitor monitor({}, FindReference);
  const absl::Status restored = monitor.Restore(state);
  if (!restored.ok()) {
    if (!absl::IsDataLoss(restored) || restored.message().find(key) == absl::string_view::npos) std::abort();
    return 0;
  }
  Show(monitor);
  if (!monitor.Closing().has_value()) {
    const auto taken =
        monitor.Take({.prediction_id = "p", .model = "m", .version = 1, .values = {{"Age", 2.0}}});
    if (!taken.ok()) std::abort();
  }
  if (monitor.Closing().has_value()) monitor.Close();
  Show(monitor);
  for (const auto& [at, value] : monitor.TakeChanges()) {
    state.erase(at);
    if (value.has_value()) state[at] = *value;
  }
  if (!drift_monitor::Monitor({}, FindReference).Restore(state).ok()) std::abort();
  return 0;
}
