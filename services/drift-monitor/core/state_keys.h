// Where the monitor's state stands in a store of keys and values. Names of models hold no '/': the registry
// refuses them, and so do the decoders of what comes over the log.
#ifndef DRIFT_MONITOR_CORE_STATE_KEYS_H_
#define DRIFT_MONITOR_CORE_STATE_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {

inline constexpr char kClosingKey[] = "closing";

inline std::string TotalsKey(const std::string& model) { return absl::StrCat("model/", model); }

inline std::string ReportKey(const std::string& model, uint64_t window) {
  return absl::StrCat("report/", model, "/", window);
}

inline std::string VersionKey(const std::string& model, uint64_t version) {
  return absl::StrCat("version/", model, "/", version);
}

inline std::string PaneKey(const std::string& model, uint64_t version, int64_t pane) {
  return absl::StrCat("pane/", model, "/", version, "/", pane);
}

// A reference that was set by hand: JSON.
inline std::string ReferenceKey(const std::string& model, uint64_t version) {
  return absl::StrCat("reference/", model, "/", version);
}

// Ids may hold any character: they stand last.
inline std::string IdKey(const std::string& model, uint64_t version, const std::string& id) {
  return absl::StrCat("id/", model, "/", version, "/", id);
}

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_STATE_KEYS_H_
