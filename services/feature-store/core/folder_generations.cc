#include "core/folder_generations.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::feature_store {
namespace {

namespace fs = std::filesystem;

std::string ReadCurrent(const std::string& folder) {
  std::string hash;
  std::ifstream(folder + "/current") >> hash;
  return hash;
}

absl::Status WriteCurrent(const std::string& folder, const std::string& hash) {
  const std::string path = folder + "/current", draft = path + ".new";
  std::error_code error;
  fs::create_directories(folder, error);
  if (ReadCurrent(folder) == hash) return absl::OkStatus();
  std::ofstream(draft) << hash << "\n";
  fs::rename(draft, path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", error.message()));
}

bool IsHash(const std::string& name) {
  return name.size() == 16 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// What a kill or an abandoned change has left.
void RemoveOthers(const std::string& folder, const std::string& keep, const std::string& keep_too) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (IsHash(name) && name != keep && name != keep_too) fs::remove_all(entry.path(), error);
  }
}

// Empty: it has none yet.
absl::StatusOr<std::string> SaltOf(const std::string& folder) {
  const auto kv = kv::Store::Open(folder, {});
  if (!kv.ok()) return kv.status();
  auto salt = (*kv)->Get(kSaltKey);
  if (!salt.ok()) return salt.status();
  return salt->value_or("");
}

bool CaughtUp(const StateStore& next, const StateStore& current) {
  for (const auto& [partition, position] : current.positions()) {
    if (next.NextOffset(partition) < position.next_offset) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Generations>> FolderGenerations::Open(const std::string& folder,
                                                                     const DefinitionSources& sources,
                                                                     StoreRules store_rules,
                                                                     absl::Status* why_not) {
  const auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  const std::string known = ReadCurrent(folder);
  const bool changed = IsHash(known) && known != StateHash(sources, *definitions) &&
                       fs::exists(absl::StrCat(folder, "/", known));
  if (changed && store_rules.erasure_salt.empty()) {
    auto salt = SaltOf(absl::StrCat(folder, "/", known));
    if (!salt.ok()) return salt.status();
    store_rules.erasure_salt = *std::move(salt);
  }
  auto wanted = Generation::Open(folder, sources, store_rules);
  if (!wanted.ok()) return wanted.status();
  std::shared_ptr<Generation> current = *wanted, next;
  if (changed) {
    auto old = Generation::Reopen(folder, known, store_rules);
    if (!old.ok() && !absl::IsUnimplemented(old.status())) return old.status();  // the states stay
    if (why_not != nullptr) *why_not = old.status();
    if (old.ok()) current = *std::move(old), next = *std::move(wanted);
  }
  if (absl::Status written = WriteCurrent(folder, current->name()); !written.ok()) return written;
  RemoveOthers(folder, current->name(), next != nullptr ? next->name() : "");
  return std::unique_ptr<Generations>(new FolderGenerations(folder, std::move(current), std::move(next)));
}

std::int64_t FolderGenerations::NextOffset(std::int32_t partition) const {
  return current()->store().NextOffset(partition);
}

absl::StatusOr<BatchCounts> FolderGenerations::Apply(absl::Span<const LogRecord> records,
                                                     const Announce& announce) {
  absl::MutexLock applying(&applying_);
  return Current()->Apply(records, announce);
}

absl::Status FolderGenerations::Take(absl::Span<const std::int32_t> partitions) {
  return Current()->store().Take(partitions);
}

void FolderGenerations::Release(absl::Span<const std::int32_t> partitions) {
  Current()->store().Release(partitions);
}

absl::StatusOr<bool> FolderGenerations::Rebuild(absl::Span<const LogRecord> records) {
  const std::shared_ptr<Generation> next = Next();
  if (next == nullptr) return false;
  if (const auto counts = next->Apply(records); !counts.ok()) return counts.status();
  if (!CaughtUp(next->store(), current()->store())) return false;
  absl::MutexLock applying(&applying_);  // the current one stands still
  const std::shared_ptr<Generation> old = Current();
  if (!CaughtUp(next->store(), old->store())) return false;
  if (absl::Status written = WriteCurrent(folder_, next->name()); !written.ok()) return written;
  old->Discard();
  Serve(next, nullptr);
  return true;
}

}  // namespace yachay::feature_store
