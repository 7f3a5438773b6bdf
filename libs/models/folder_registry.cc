#include "models/folder_registry.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "models/files.h"
#include "models/layout.h"

namespace yachay::models {
namespace {

namespace fs = std::filesystem;

// Names in a folder; empty when it does not exist.
absl::StatusOr<std::vector<std::string>> Names(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  if (!fs::exists(path, error)) return names;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  if (error) return absl::UnavailableError(absl::StrCat(path, ": cannot list the folder: ", error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

FolderRegistry::FolderRegistry(std::string directory, Clock now)
    : directory_(std::move(directory)), now_(std::move(now)) {}

absl::StatusOr<std::vector<std::string>> FolderRegistry::ListModels() const {
  auto names = Names(directory_);
  if (!names.ok()) return names;
  std::erase_if(*names, [&](const std::string& name) {
    std::error_code error;
    return !IsPlainName(name) || !fs::is_directory(PathsOf(directory_, name).versions, error);
  });
  return names;
}

absl::StatusOr<std::vector<int>> FolderRegistry::ListVersions(std::string_view model) const {
  if (auto status = CheckName("model name", model); !status.ok()) return status;
  const Paths paths = PathsOf(directory_, model);
  auto names = Names(paths.versions);
  if (!names.ok()) return names.status();
  std::vector<int> versions;
  for (const std::string& name : *names) {
    if (const auto version = ParseVersion(name)) versions.push_back(*version);
  }
  if (versions.empty()) {
    return absl::NotFoundError(absl::StrCat("no model '", std::string(model), "' in the registry ",
                                            directory_, "; register one with: yachay train --model ",
                                            std::string(model), " --registry ", directory_,
                                            " --data FILE.csv"));
  }
  std::sort(versions.begin(), versions.end());
  return versions;
}

absl::StatusOr<Aliases> FolderRegistry::ReadAliases(std::string_view model) const {
  if (auto status = CheckName("model name", model); !status.ok()) return status;
  const Paths paths = PathsOf(directory_, model);
  auto text = ReadWholeFile(paths.aliases);
  if (text.ok()) return AliasesFromJson(*text, paths.aliases);
  if (!absl::IsNotFound(text.status())) return text.status();
  auto ledger = ReadLedger(paths.ledger);  // the view was lost: the truth is still there
  if (!ledger.ok()) return ledger.status();
  return ReplayMoves(ledger->moves);
}

std::string FolderRegistry::VersionPath(const VersionRef& ref) const {
  return absl::StrCat(PathsOf(directory_, ref.model).versions, "/", ref.version);
}

absl::StatusOr<std::string> FolderRegistry::ReadFile(const VersionRef& ref, std::string_view file) const {
  if (auto status = CheckName("model name", ref.model); !status.ok()) return status;
  if (auto status = CheckName("file name", file); !status.ok()) return status;
  return ReadWholeFile(absl::StrCat(VersionPath(ref), "/", std::string(file)));
}

absl::StatusOr<Manifest> FolderRegistry::ReadManifest(const VersionRef& ref) const {
  auto text = ReadFile(ref, kManifestFile);
  if (!text.ok()) return text.status();
  const std::string path = absl::StrCat(VersionPath(ref), "/", kManifestFile);
  auto manifest = ManifestFromJson(*text, path);
  if (!manifest.ok()) return absl::DataLossError(manifest.status().message());
  if (manifest->name != ref.model || manifest->version != ref.version) {
    return absl::DataLossError(absl::StrCat(path, ": says it is ", manifest->name, ":", manifest->version));
  }
  return manifest;
}

absl::StatusOr<std::vector<GoldenRow>> FolderRegistry::ReadGolden(const VersionRef& ref) const {
  auto text = ReadFile(ref, kGoldenFile);
  if (!text.ok()) return text.status();
  auto rows = GoldenFromJson(*text, absl::StrCat(VersionPath(ref), "/", kGoldenFile));
  if (!rows.ok()) return absl::DataLossError(rows.status().message());
  return rows;
}

absl::StatusOr<std::vector<AliasMove>> FolderRegistry::History(std::string_view model) const {
  auto versions = ListVersions(model);
  if (!versions.ok()) return versions.status();
  auto ledger = ReadLedger(PathsOf(directory_, model).ledger);
  if (!ledger.ok()) return ledger.status();
  return std::move(ledger->moves);
}

}  // namespace yachay::models
