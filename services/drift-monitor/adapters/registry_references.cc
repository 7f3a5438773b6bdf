#include "adapters/registry_references.h"

#include <limits>

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {
namespace {

constexpr char kFile[] = "reference.json";
constexpr absl::Duration kAbsentFor =
    absl::Seconds(10);  // every served row asks; the registry may be far away

}  // namespace

using Found = absl::StatusOr<std::shared_ptr<const drift::Reference>>;

Found RegistryReferences::Read(const models::VersionRef& ref) const {
  const auto text = registry_.ReadFile(ref, kFile);
  if (!text.ok()) return text.status();
  auto reference = drift::Reference::FromJson(*text);
  if (reference.ok()) return std::make_shared<const drift::Reference>(*std::move(reference));
  return absl::DataLossError(
      absl::StrCat(registry_.VersionPath(ref), "/", kFile, ": ", reference.status().message()));
}

Found RegistryReferences::Find(const std::string& model, uint64_t version) {
  const std::pair key(model, version);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (version > static_cast<uint64_t>(std::numeric_limits<int>::max())) {
    return absl::NotFoundError(absl::StrCat("there is no version ", version, " of ", model));
  }
  const auto absent = absent_.find(key);
  if (absent != absent_.end() && now_() < absent->second.first + kAbsentFor) return absent->second.second;
  auto found = Read({model, static_cast<int>(version)});
  if (found.ok()) {
    known_[key] = *found;
    absent_.erase(key);
  } else if (absl::IsNotFound(found.status())) {
    absent_[key] = {now_(), found.status()};
  }
  return found;
}

}  // namespace yachay::drift_monitor
