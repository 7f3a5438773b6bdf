// A registry of models: numbered versions that never change, aliases that say which of them serve, and a
// ledger of every move of an alias.
//
// Two kinds: a folder (models/folder_registry.h) and an MLflow server (mlflow/mlflow_registry.h).
// mlflow/open_registry.h opens either by its location.
//
//   auto at = registry.Resolve("engagement@champion");             // {"engagement", 3}
//   auto bytes = registry.ReadFile(*at, "model.ubj");
//
// A version appears whole or not at all. Aliases are champion, challenger and previous; moving champion also
// moves previous to where champion stood.
//
// Errors: NotFound (no such model, version, alias or file), InvalidArgument (names, references), DataLoss (a
// file that cannot be understood; the message says where it is), Aborted (an alias stood elsewhere than
// expected), Unavailable, PermissionDenied or another of the file system or server that said no. Thread-safe.
#ifndef MODELS_REGISTRY_H_
#define MODELS_REGISTRY_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

class Registry {
 public:
  virtual ~Registry() = default;

  // As --registry takes it.
  virtual const std::string& location() const = 0;

  // Sorted; empty when there is nothing yet.
  virtual absl::StatusOr<std::vector<std::string>> ListModels() const = 0;
  // Ascending. NotFound when there is no such model.
  virtual absl::StatusOr<std::vector<int>> ListVersions(std::string_view model) const = 0;
  // Empty when no alias was ever set. Cheap enough to poll.
  virtual absl::StatusOr<Aliases> ReadAliases(std::string_view model) const = 0;
  // "name@alias", "name:version" or "name" (its champion).
  absl::StatusOr<VersionRef> Resolve(std::string_view reference) const;

  virtual absl::StatusOr<Manifest> ReadManifest(const VersionRef& ref) const = 0;
  // Empty only for a version whose manifest says that it has no golden rows.
  virtual absl::StatusOr<std::vector<GoldenRow>> ReadGolden(const VersionRef& ref) const = 0;
  // Any file of the version, by its plain name.
  virtual absl::StatusOr<std::string> ReadFile(const VersionRef& ref, std::string_view file) const = 0;
  // Where a person finds the version: a folder or a page.
  virtual std::string VersionPath(const VersionRef& ref) const = 0;

  // Writes the next version and returns its number. Moves no alias. A failure leaves no version.
  virtual absl::StatusOr<VersionRef> Register(const Candidate& candidate) = 0;

  // Compare-and-set. Returns the line that was added for `change.alias`.
  virtual absl::StatusOr<AliasMove> MoveAlias(const AliasChange& change) = 0;
  // champion ← previous (and previous ← champion). FailedPrecondition when there is no previous.
  absl::StatusOr<AliasMove> Rollback(std::string_view model, std::string_view who, std::string_view evidence);
  // Oldest first.
  virtual absl::StatusOr<std::vector<AliasMove>> History(std::string_view model) const = 0;
};

// InvalidArgument when a candidate could not be loaded later: its names, or a file that is missing.
absl::Status CheckCandidate(const Candidate& candidate);
// InvalidArgument unless the alias is one that may be moved.
absl::Status CheckAlias(std::string_view alias);
// The moves that a change makes of `aliases`: previous first when champion moves, then the alias itself; none
// when it stands there already. Aborted when the alias is not where the change expects it.
absl::StatusOr<std::vector<AliasMove>> PlanMoves(const AliasChange& change, const Aliases& aliases,
                                                 std::string when);

}  // namespace yachay::models

#endif  // MODELS_REGISTRY_H_
