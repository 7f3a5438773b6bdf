// The monitor's state and how far it has followed the log, in one folder, written together.
#ifndef DRIFT_MONITOR_ADAPTERS_STATE_STORE_H_
#define DRIFT_MONITOR_ADAPTERS_STATE_STORE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/monitor.h"
#include "kafka/consumer.h"

namespace yachay::kv {
class Store;
}

namespace yachay::drift_monitor {

// Thread-safe as kv::Store is. Errors are kv::Store's; DATA_LOSS when an offset cannot be read.
class StateStore {
 public:
  static absl::StatusOr<std::unique_ptr<StateStore>> Open(const std::string& directory);
  ~StateStore();

  struct State {
    std::map<std::string, std::string> monitor;  // as Monitor::Restore takes it
    kafka::Offsets next;                         // the next offset to read, per partition
  };
  absl::StatusOr<State> Load() const;

  // All or nothing, also after kill -9.
  absl::Status Save(const Monitor::Changes& changes, const kafka::Offsets& next);
  // One entry of the monitor's state, beside the offsets.
  absl::Status SaveEntry(const std::string& key, const std::string& value);

 private:
  explicit StateStore(std::unique_ptr<kv::Store> store);
  const std::unique_ptr<kv::Store> store_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_STATE_STORE_H_
