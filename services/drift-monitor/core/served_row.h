// One row as it was scored.
#ifndef DRIFT_MONITOR_CORE_SERVED_ROW_H_
#define DRIFT_MONITOR_CORE_SERVED_ROW_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "drift/window.h"

namespace yachay::drift_monitor {

// What it does not name is missing.
struct ServedRow {
  std::string prediction_id;
  std::string model;
  uint64_t version = 0;
  absl::Time served_at = absl::UnixEpoch();
  std::vector<std::pair<std::string, drift::Value>>
      values;                             // features, and the prediction under its column's name
  std::vector<float> probabilities = {};  // of the classes; empty when they were not served
  int partition = 0;                      // of the log, where it came from
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_SERVED_ROW_H_
