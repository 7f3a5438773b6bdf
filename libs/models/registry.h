// A model registry in a folder:
//
//   DIR/<model>/versions/<n>/{manifest.json, model.ubj, golden.json, reference.json, report.json}
//   DIR/<model>/ledger.jsonl    every move of an alias, append-only: the truth
//   DIR/<model>/aliases.json    where the aliases stand: a view of the ledger
//   DIR/<model>/.lock           flock, held while a version or a move is written
//
// A version appears whole or not at all (temporary folder, fsync, rename) and never changes afterwards. A
// move is done once its line is in the ledger; a crash before aliases.json followed is mended by the next
// move. Aliases are champion, challenger and previous; moving champion also moves previous to where champion
// stood.
//
//   FolderRegistry registry("/var/lib/yachay/models");
//   auto at = registry.Resolve("engagement@champion");             // {"engagement", 3}
//   auto bytes = registry.ReadFile(*at, "model.ubj");
//
// Errors: NotFound (no such model, version, alias or file), InvalidArgument (names, references), DataLoss (a
// file that cannot be understood; the message names its path), Aborted (an alias stood elsewhere than
// expected), Unavailable or Internal (the file system said no). Thread-safe; several processes may share the
// folder of one host.
#ifndef MODELS_REGISTRY_H_
#define MODELS_REGISTRY_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/golden.h"
#include "models/manifest.h"

namespace yachay::models {

inline constexpr std::string_view kChampion = "champion";
inline constexpr std::string_view kChallenger = "challenger";
inline constexpr std::string_view kPrevious = "previous";

struct VersionRef {
  std::string model;
  int version = 0;

  bool operator==(const VersionRef&) const = default;
};

// A version to register. The registry sets the manifest's version.
struct Candidate {
  Manifest manifest;
  std::map<std::string, std::string> files;  // name → content; must hold manifest.model_file and golden.json
};

struct AliasChange {
  std::string model;
  std::string alias;                 // kChampion | kChallenger
  int to = 0;                        // an existing version
  std::optional<int> expected_from;  // 0: the alias must not exist yet; nullopt: wherever it stands
  std::string who;                   // the person or job that moves it
  std::string evidence;              // why, in one sentence
};

// One line of the ledger.
struct AliasMove {
  std::string when;  // RFC 3339, UTC
  std::string who;
  std::string alias;
  int from = 0;  // 0: the alias did not exist
  int to = 0;
  std::string evidence;
};

using Aliases = std::map<std::string, int>;

class FolderRegistry {
 public:
  using Clock = std::function<absl::Time()>;

  // Touches nothing yet; the folder is made by the first Register.
  explicit FolderRegistry(std::string directory, Clock now = absl::Now);

  const std::string& directory() const { return directory_; }

  // Sorted; empty when the folder does not exist.
  absl::StatusOr<std::vector<std::string>> ListModels() const;
  // Ascending. NotFound when there is no such model.
  absl::StatusOr<std::vector<int>> ListVersions(std::string_view model) const;
  // Empty when no alias was ever set. Cheap enough to poll: one small file.
  absl::StatusOr<Aliases> ReadAliases(std::string_view model) const;
  // "name@alias", "name:version" or "name" (its champion).
  absl::StatusOr<VersionRef> Resolve(std::string_view reference) const;

  absl::StatusOr<Manifest> ReadManifest(const VersionRef& ref) const;
  absl::StatusOr<std::vector<GoldenRow>> ReadGolden(const VersionRef& ref) const;
  // Any file of the version's folder, by its plain name.
  absl::StatusOr<std::string> ReadFile(const VersionRef& ref, std::string_view file) const;
  // Where a version's files are.
  std::string VersionPath(const VersionRef& ref) const;

  // Writes the next version and returns its number. Moves no alias.
  absl::StatusOr<VersionRef> Register(const Candidate& candidate);

  // Compare-and-set. Returns the line that was added for `change.alias`.
  absl::StatusOr<AliasMove> MoveAlias(const AliasChange& change);
  // champion ← previous (and previous ← champion). FailedPrecondition when there is no previous.
  absl::StatusOr<AliasMove> Rollback(std::string_view model, std::string_view who, std::string_view evidence);
  // Oldest first.
  absl::StatusOr<std::vector<AliasMove>> History(std::string_view model) const;

 private:
  std::string directory_;
  Clock now_;
};

}  // namespace yachay::models

#endif  // MODELS_REGISTRY_H_
