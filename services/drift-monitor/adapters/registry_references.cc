#include "adapters/registry_references.h"

#include <limits>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

constexpr char kFile[] = "reference.json";

}  // namespace

absl::StatusOr<std::shared_ptr<const drift::Reference>> RegistryReferences::Find(const std::string& model,
                                                                                 uint64_t version) {
  if (const auto known = known_.find({model, version}); known != known_.end()) return known->second;
  if (version > static_cast<uint64_t>(std::numeric_limits<int>::max())) {
    return absl::NotFoundError(absl::StrCat("there is no version ", version, " of ", model));
  }
  const models::VersionRef ref{model, static_cast<int>(version)};
  auto text = registry_.ReadFile(ref, kFile);
  if (!text.ok()) return text.status();
  auto reference = drift::Reference::FromJson(*text);
  if (!reference.ok()) {
    return absl::DataLossError(
        absl::StrCat(registry_.VersionPath(ref), "/", kFile, ": ", reference.status().message()));
  }
  auto kept = std::make_shared<const drift::Reference>(*std::move(reference));
  known_[{model, version}] = kept;
  return kept;
}

}  // namespace yachay::drift_monitor
