// Where references come from.
#ifndef DRIFT_MONITOR_CORE_REFERENCE_SOURCE_H_
#define DRIFT_MONITOR_CORE_REFERENCE_SOURCE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "drift/reference.h"

namespace yachay::drift_monitor {

// What a version was trained on. NOT_FOUND, INVALID_ARGUMENT and DATA_LOSS: its rows cannot be watched; any
// other error: try again.
using ReferenceSource = std::function<absl::StatusOr<std::shared_ptr<const drift::Reference>>(
    const std::string& model, uint64_t version)>;

inline bool CannotBeWatched(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsInvalidArgument(status) || absl::IsDataLoss(status);
}

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_REFERENCE_SOURCE_H_
