#include "core/generations.h"

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

bool CaughtUp(const StateStore& next, const StateStore& current) {
  for (const auto& [partition, position] : current.positions()) {
    if (next.NextOffset(partition) < position.next_offset) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Generations>> Generations::Open(const std::string& folder,
                                                               const DefinitionSources& sources,
                                                               absl::Status* why_not) {
  auto wanted = Generation::Open(folder, sources);
  if (!wanted.ok()) return wanted.status();
  const std::string known = ReadCurrent(folder);
  std::shared_ptr<Generation> current = *wanted, next;
  if (IsHash(known) && known != (*wanted)->hash() && fs::exists(absl::StrCat(folder, "/", known))) {
    auto old = Generation::Reopen(folder, known);
    if (!old.ok() && !absl::IsUnimplemented(old.status())) return old.status();  // the states stay
    if (why_not != nullptr) *why_not = old.status();
    if (old.ok()) current = *std::move(old), next = *std::move(wanted);
  }
  if (absl::Status written = WriteCurrent(folder, current->hash()); !written.ok()) return written;
  RemoveOthers(folder, current->hash(), next != nullptr ? next->hash() : "");
  return std::unique_ptr<Generations>(new Generations(folder, std::move(current), std::move(next)));
}

std::shared_ptr<const Generation> Generations::current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

std::shared_ptr<const Generation> Generations::next() const {
  absl::MutexLock lock(&mutex_);
  return next_;
}

std::int64_t Generations::NextOffset(std::int32_t partition) const {
  return current()->store().NextOffset(partition);
}

absl::StatusOr<BatchCounts> Generations::Apply(absl::Span<const LogRecord> records) {
  absl::MutexLock applying(&applying_);
  std::shared_ptr<Generation> current;
  {
    absl::MutexLock lock(&mutex_);
    current = current_;
  }
  return current->store().Apply(records);
}

absl::StatusOr<bool> Generations::Rebuild(absl::Span<const LogRecord> records) {
  std::shared_ptr<Generation> next;
  {
    absl::MutexLock lock(&mutex_);
    next = next_;
  }
  if (next == nullptr) return false;
  if (const auto counts = next->store().Apply(records); !counts.ok()) return counts.status();
  if (!CaughtUp(next->store(), current()->store())) return false;
  absl::MutexLock applying(&applying_);  // the current one stands still
  const std::shared_ptr<const Generation> old = current();
  if (!CaughtUp(next->store(), old->store())) return false;
  if (absl::Status written = WriteCurrent(folder_, next->hash()); !written.ok()) return written;
  absl::MutexLock lock(&mutex_);
  current_->Discard();
  current_ = std::exchange(next_, nullptr);
  return true;
}

}  // namespace yachay::feature_store
