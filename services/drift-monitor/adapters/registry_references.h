// What versions were trained on, read from the registry once each and kept.
#ifndef DRIFT_MONITOR_ADAPTERS_REGISTRY_REFERENCES_H_
#define DRIFT_MONITOR_ADAPTERS_REGISTRY_REFERENCES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "drift/reference.h"
#include "models/registry.h"

namespace yachay::drift_monitor {

// Not thread-safe; the monitor calls it one row at a time.
class RegistryReferences {
 public:
  explicit RegistryReferences(std::string directory) : registry_(std::move(directory)) {}

  // reference.json of that version's folder. NOT_FOUND: no such version or file (looked for again the next
  // time); DATA_LOSS: it cannot be understood, and the message has its path.
  absl::StatusOr<std::shared_ptr<const drift::Reference>> Find(const std::string& model, uint64_t version);

 private:
  const models::FolderRegistry registry_;
  std::map<std::pair<std::string, uint64_t>, std::shared_ptr<const drift::Reference>> known_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_REGISTRY_REFERENCES_H_
