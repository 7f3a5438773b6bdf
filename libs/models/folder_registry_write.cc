// The half of FolderRegistry that changes the folder.
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "models/files.h"
#include "models/folder_registry.h"
#include "models/layout.h"

namespace yachay::models {
namespace {

namespace fs = std::filesystem;

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(path, ": cannot make the folder: ", error.message()));
}

// REQUIRES: the lock. Cuts half a line that a crash left behind, so that the next one starts on its own.
absl::StatusOr<Ledger> MendLedger(const std::string& path) {
  auto ledger = ReadLedger(path);
  std::error_code error;
  if (ledger.ok() && fs::exists(path, error) && fs::file_size(path, error) > ledger->whole_bytes) {
    fs::resize_file(path, ledger->whole_bytes, error);
    if (error)
      return absl::UnavailableError(absl::StrCat(path, ": cannot cut a torn line: ", error.message()));
  }
  return ledger;
}

// REQUIRES: the lock. Writes aliases.json when it does not say what the ledger says.
absl::Status MendView(const std::string& path, const Aliases& aliases) {
  const std::string json = AliasesToJson(aliases);
  const auto now = ReadWholeFile(path);
  if (now.ok() ? *now == json : aliases.empty()) return absl::OkStatus();
  return WriteFileAtomically(path, json);
}

// REQUIRES: the lock. What a crash left half-written; whoever holds the lock owns all of it.
void RemoveHalves(const std::string& versions) {
  std::error_code ignored;
  std::vector<fs::path> halves;
  for (const auto& entry : fs::directory_iterator(versions, ignored)) {
    if (entry.path().filename().string().starts_with(".new-")) halves.push_back(entry.path());
  }
  for (const fs::path& half : halves) fs::remove_all(half, ignored);
}

absl::Status WriteVersion(const std::string& folder, const std::string& final_folder,
                          const Manifest& manifest, const std::map<std::string, std::string>& files) {
  if (auto status = MakeFolder(folder); !status.ok()) return status;
  for (const auto& [name, content] : files) {
    if (auto status = WriteFileAtomically(folder + "/" + name, content); !status.ok()) return status;
  }
  if (auto status = WriteFileAtomically(folder + "/" + kManifestFile, ManifestToJson(manifest));
      !status.ok()) {
    return status;
  }
  std::error_code error;
  fs::rename(folder, final_folder, error);
  if (error)
    return absl::UnavailableError(
        absl::StrCat(final_folder, ": cannot rename into place: ", error.message()));
  return SyncFolder(fs::path(final_folder).parent_path().string());
}

}  // namespace

absl::StatusOr<VersionRef> FolderRegistry::Register(const Candidate& candidate) {
  if (auto status = CheckCandidate(candidate); !status.ok()) return status;
  const Paths paths = PathsOf(directory_, candidate.manifest.name);
  if (auto status = MakeFolder(paths.versions); !status.ok()) return status;
  auto lock = FileLock::Acquire(paths.lock);
  if (!lock.ok()) return lock.status();

  Manifest manifest = candidate.manifest;
  const auto versions = ListVersions(manifest.name);
  manifest.version = versions.ok() ? versions->back() + 1 : 1;
  const VersionRef ref{manifest.name, manifest.version};
  const std::string folder = absl::StrCat(paths.versions, "/.new-", getpid());
  std::error_code ignored;
  RemoveHalves(paths.versions);
  if (auto status = WriteVersion(folder, VersionPath(ref), manifest, candidate.files); !status.ok()) {
    fs::remove_all(folder, ignored);
    return status;
  }
  return ref;
}

absl::StatusOr<AliasMove> FolderRegistry::MoveAlias(const AliasChange& change) {
  if (auto status = CheckAlias(change.alias); !status.ok()) return status;
  auto target = Resolve(absl::StrCat(change.model, ":", change.to));
  if (!target.ok()) return target.status();
  const Paths paths = PathsOf(directory_, change.model);
  auto lock = FileLock::Acquire(paths.lock);
  if (!lock.ok()) return lock.status();
  auto ledger = MendLedger(paths.ledger);
  if (!ledger.ok()) return ledger.status();

  Aliases aliases = ReplayMoves(ledger->moves);
  if (auto status = MendView(paths.aliases, aliases); !status.ok()) return status;
  auto moves = PlanMoves(change, aliases, FormatWhen(now_()));
  if (!moves.ok()) return moves.status();
  if (moves->empty())
    return AliasMove{FormatWhen(now_()), change.who, change.alias, change.to, change.to, change.evidence};
  std::string lines;
  for (const AliasMove& move : *moves) {
    lines += MoveToLine(move);
    aliases[move.alias] = move.to;
  }
  if (auto status = AppendDurably(paths.ledger, lines); !status.ok()) return status;
  if (auto status = WriteFileAtomically(paths.aliases, AliasesToJson(aliases)); !status.ok()) {
    std::error_code error;  // a full disk: what is said to have failed has not happened; cutting takes no room
    fs::resize_file(paths.ledger, ledger->whole_bytes, error);
    return status;
  }
  return moves->back();
}

}  // namespace yachay::models
