// When this process takes work. Thread-safe.
#ifndef DRIFT_MONITOR_ADAPTERS_READINESS_H_
#define DRIFT_MONITOR_ADAPTERS_READINESS_H_

#include <string>

#include "absl/status/status.h"

namespace yachay::kafka {
class Consumer;
}

namespace yachay::drift_monitor {

struct Following;

// OK, or UNAVAILABLE while no broker answers, or why no record can be handled.
absl::Status CheckReady(const kafka::Consumer& consumer, const Following& following,
                        const std::string& brokers);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_READINESS_H_
