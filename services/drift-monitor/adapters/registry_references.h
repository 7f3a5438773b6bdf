// What versions were trained on, read from the registry once each and kept.
#ifndef DRIFT_MONITOR_ADAPTERS_REGISTRY_REFERENCES_H_
#define DRIFT_MONITOR_ADAPTERS_REGISTRY_REFERENCES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "drift/reference.h"
#include "models/registry.h"

namespace yachay::drift_monitor {

// Not thread-safe; the monitor calls it one row at a time.
class RegistryReferences {
 public:
  using Clock = std::function<absl::Time()>;

  // `registry` outlives it.
  explicit RegistryReferences(const models::Registry& registry, Clock now = absl::Now)
      : registry_(registry), now_(std::move(now)) {}

  // reference.json of that version's folder. NOT_FOUND: no such version or file (looked for again
  // after ten seconds); DATA_LOSS: it cannot be understood, and the message has its path.
  absl::StatusOr<std::shared_ptr<const drift::Reference>> Find(const std::string& model, uint64_t version);

 private:
  absl::StatusOr<std::shared_ptr<const drift::Reference>> Read(const models::VersionRef& ref) const;

  const models::Registry& registry_;
  const Clock now_;
  std::map<std::pair<std::string, uint64_t>, std::shared_ptr<const drift::Reference>> known_;
  std::map<std::pair<std::string, uint64_t>, std::pair<absl::Time, absl::Status>>
      absent_;  // and when it was seen
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_REGISTRY_REFERENCES_H_
