// A registry on an MLflow server (2.x or 3.x), over its REST API; the server proxies the files
// (--serve-artifacts).
//
//   registered model, version, alias    model, version, alias: what MLflow's page and Python see is what
//   serves experiment yachay/<model>           a run per version: parameters, metrics, and its files below
//   model/ ledger_run.h                        every move of an alias
//
// What holds, and what cannot:
//   - A version is created after its last file: nobody sees half of one. Its files can be changed by whoever
//   may
//     write to the server's store; golden rows show it.
//   - Moves through this class are compare-and-set among each other (see ledger_run.h). A move that was cut
//   off
//     between ledger and alias is finished by the next. Two that run at once may leave the older one's alias
//     in place for the moment between two calls.
//   - MLflow's page and API move aliases without asking. The alias is what serves, so History ends with such
//   a
//     move, marked as seen and not recorded, and the next move writes it into the ledger.
//
// A version that was logged from Python has no manifest.json; it is derived from MLmodel (mlmodel.h) and says
// that there are no golden rows. Versions whose name is no plain name are not listed. Thread-safe.
#ifndef MLFLOW_MLFLOW_REGISTRY_H_
#define MLFLOW_MLFLOW_REGISTRY_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "mlflow/rest.h"
#include "models/registry.h"

namespace yachay::mlflow {

class MlflowRegistry : public models::Registry {
 public:
  using Clock = std::function<absl::Time()>;

  // `base`: http(s)://HOST[:PORT][/PREFIX]. Calls nobody yet.
  MlflowRegistry(std::string base, HttpOptions options, Clock now = absl::Now);

  const std::string& location() const override { return rest_.base(); }

  absl::StatusOr<std::vector<std::string>> ListModels() const override;
  absl::StatusOr<std::vector<int>> ListVersions(std::string_view model) const override;
  absl::StatusOr<models::Aliases> ReadAliases(std::string_view model) const override;  // one call

  absl::StatusOr<models::Manifest> ReadManifest(const models::VersionRef& ref) const override;
  absl::StatusOr<std::vector<models::GoldenRow>> ReadGolden(const models::VersionRef& ref) const override;
  absl::StatusOr<std::string> ReadFile(const models::VersionRef& ref, std::string_view file) const override;
  std::string VersionPath(const models::VersionRef& ref) const override;  // its page

  absl::StatusOr<models::VersionRef> Register(const models::Candidate& candidate) override;
  absl::StatusOr<models::AliasMove> MoveAlias(const models::AliasChange& change) override;
  absl::StatusOr<std::vector<models::AliasMove>> History(std::string_view model) const override;

 private:
  absl::StatusOr<std::string> FilesOf(const models::VersionRef& ref) const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<models::Manifest> DeriveManifest(const models::VersionRef& ref) const;
  absl::Status Place(const std::string& model, const std::vector<models::AliasMove>& moves) const;

  const Rest rest_;
  const Clock now_;
  mutable absl::Mutex mutex_;
  // Where a version's files are never changes.
  mutable std::map<std::pair<std::string, int>, std::string> files_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::mlflow

#endif  // MLFLOW_MLFLOW_REGISTRY_H_
