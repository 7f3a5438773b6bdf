#include "core/model_store.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::inference {
namespace {

std::string ServedNames(const Snapshot& snapshot) {
  if (snapshot.serving.empty()) return "none";
  return absl::StrJoin(snapshot.serving, ", ",
                       [](std::string* out, const auto& entry) { absl::StrAppend(out, entry.first); });
}

std::string ServedAliases(const Aliases& aliases) {
  if (aliases.empty()) return "none";
  return absl::StrJoin(aliases, ", ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, entry.first, " (version ", entry.second, ")");
  });
}

absl::Status UnknownModel(const Snapshot& snapshot, const std::string& model) {
  return absl::NotFoundError(absl::StrCat(
      "model: \"", model, "\" is not served; served now: ", ServedNames(snapshot),
      ". Train one into the watched registry with `yachay train --model ", model, "`, or mend the name"));
}

// Why versions of the model do not serve; empty when none was refused.
std::string Refusals(const Snapshot& snapshot, const std::string& model) {
  std::string out;
  for (const auto& [key, version] : snapshot.versions) {
    if (key.model != model || version.model != nullptr) continue;
    absl::StrAppend(&out, "; version ", key.version, " was refused: ", version.reason);
  }
  return out;
}

absl::Status UnknownAlias(const Snapshot& snapshot, const Selector& selector, const std::string& alias,
                          const Aliases& served) {
  return absl::NotFoundError(absl::StrCat("alias: no version of \"", selector.model, "\" serves as \"", alias,
                                          "\"; aliases that serve: ", ServedAliases(served),
                                          Refusals(snapshot, selector.model),
                                          ". Give a version the alias with `yachay models promote`"));
}

absl::Status UnknownVersion(const Selector& selector, const Aliases& served) {
  return absl::NotFoundError(absl::StrCat("version: ", selector.version, " of \"", selector.model,
                                          "\" is not loaded; loaded under an alias: ", ServedAliases(served),
                                          ". A version is loaded when an alias names it"));
}

absl::Status Refused(const VersionKey& key, const std::string& reason) {
  return absl::NotFoundError(
      absl::StrCat("version: ", key.version, " of \"", key.model, "\" was refused: ", reason));
}

}  // namespace

std::shared_ptr<const Snapshot> ModelStore::Current() const {
  const absl::MutexLock lock(&mutex_);
  return current_;
}

std::shared_ptr<const Snapshot> ModelStore::Publish(std::shared_ptr<const Snapshot> next) {
  const absl::MutexLock lock(&mutex_);
  current_.swap(next);
  return next;
}

absl::StatusOr<std::shared_ptr<const LoadedModel>> ModelStore::Find(const Selector& selector) const {
  const std::shared_ptr<const Snapshot> snapshot = Current();
  const auto served = snapshot->serving.find(selector.model);
  if (served == snapshot->serving.end()) return UnknownModel(*snapshot, selector.model);

  VersionKey key{selector.model, selector.version};
  if (key.version == 0) {
    const std::string alias = selector.alias.empty() ? "champion" : selector.alias;
    const auto it = served->second.find(alias);
    if (it == served->second.end()) return UnknownAlias(*snapshot, selector, alias, served->second);
    key.version = it->second;
  }
  const auto version = snapshot->versions.find(key);
  if (version == snapshot->versions.end()) return UnknownVersion(selector, served->second);
  if (version->second.model == nullptr) return Refused(key, version->second.reason);
  return version->second.model;
}

}  // namespace yachay::inference
