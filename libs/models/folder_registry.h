// A registry in a folder:
//
//   DIR/<model>/versions/<n>/{manifest.json, model.ubj, golden.json, reference.json, report.json}
//   DIR/<model>/ledger.jsonl    every move of an alias, append-only: the truth
//   DIR/<model>/aliases.json    where the aliases stand: a view of the ledger
//   DIR/<model>/.lock           flock, held while a version or a move is written
//
// A version is written into a temporary folder, synced and renamed into place. A move is done once its line
// is in the ledger; a crash before aliases.json followed is mended by the next move. Several processes may
// share the folder of one host.
//
//   FolderRegistry registry("/var/lib/yachay/models");
#ifndef MODELS_FOLDER_REGISTRY_H_
#define MODELS_FOLDER_REGISTRY_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/registry.h"

namespace yachay::models {

class FolderRegistry : public Registry {
 public:
  using Clock = std::function<absl::Time()>;

  // Touches nothing yet; the folder is made by the first Register.
  explicit FolderRegistry(std::string directory, Clock now = absl::Now);

  const std::string& directory() const { return directory_; }
  const std::string& location() const override { return directory_; }

  absl::StatusOr<std::vector<std::string>> ListModels() const override;
  absl::StatusOr<std::vector<int>> ListVersions(std::string_view model) const override;
  absl::StatusOr<Aliases> ReadAliases(std::string_view model) const override;  // one small file

  absl::StatusOr<Manifest> ReadManifest(const VersionRef& ref) const override;
  absl::StatusOr<std::vector<GoldenRow>> ReadGolden(const VersionRef& ref) const override;
  absl::StatusOr<std::string> ReadFile(const VersionRef& ref, std::string_view file) const override;
  std::string VersionPath(const VersionRef& ref) const override;

  absl::StatusOr<VersionRef> Register(const Candidate& candidate) override;
  absl::StatusOr<AliasMove> MoveAlias(const AliasChange& change) override;
  absl::StatusOr<std::vector<AliasMove>> History(std::string_view model) const override;

 private:
  std::string directory_;
  Clock now_;
};

}  // namespace yachay::models

#endif  // MODELS_FOLDER_REGISTRY_H_
