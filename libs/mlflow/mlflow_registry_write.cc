// How a version comes onto MLflow.
#include "absl/strings/str_cat.h"
#include "mlflow/ledger_run.h"
#include "mlflow/mlflow_registry.h"
#include "mlflow/mlmodel.h"
#include "models/layout.h"

namespace yachay::mlflow {
namespace {

struct Run {
  std::string id;
  std::string files;  // artifact URI of the version's files
};

absl::StatusOr<Run> StartRun(const Rest& rest, const models::Manifest& manifest, int64_t now_ms) {
  const auto experiment = ExperimentId(rest, "yachay/" + manifest.name);
  if (!experiment.ok()) return experiment.status();
  const auto made = rest.Post("runs/create", {{"experiment_id", *experiment},
                                              {"run_name", manifest.algorithm},
                                              {"start_time", now_ms},
                                              {"tags", {{{"key", "yachay.kind"}, {"value", "version"}}}}});
  if (!made.ok()) return made.status();
  return Run{TextAt(*made, "run.info.run_id"), TextAt(*made, "run.info.artifact_uri") + "/model"};
}

absl::Status LogFigures(const Rest& rest, const std::string& run, const models::Manifest& manifest,
                        int64_t now_ms) {
  Json params = Json::array();
  for (const auto& [key, value] : {std::pair{"algorithm", manifest.algorithm},
                                   {"target", manifest.target},
                                   {"seed", std::to_string(manifest.seed)},
                                   {"schema_hash", models::SchemaHash(manifest.features)},
                                   {"data_fingerprint", manifest.data_fingerprint},
                                   {"code_version", manifest.code_version}}) {
    if (!value.empty()) params.push_back({{"key", key}, {"value", value}});
  }
  Json metrics = Json::array();
  for (const auto& [name, metric] : manifest.metrics) {
    for (const auto& [end, value] :
         {std::pair{"", metric.value}, {"_low", metric.low}, {"_high", metric.high}}) {
      metrics.push_back({{"key", name + end}, {"value", value}, {"timestamp", now_ms}, {"step", 0}});
    }
  }
  return rest.PostAgain("runs/log-batch", {{"run_id", run}, {"params", params}, {"metrics", metrics}})
      .status();
}

absl::Status WriteFiles(const Rest& rest, const Run& run, const models::Candidate& candidate) {
  for (const auto& [name, content] : candidate.files) {
    if (auto status = rest.WriteArtifact(run.files, name, content); !status.ok()) return status;
  }
  const std::string mlmodel = WriteMlmodel(candidate.manifest, run.id);
  if (!mlmodel.empty()) {
    if (auto status = rest.WriteArtifact(run.files, "MLmodel", mlmodel); !status.ok()) return status;
  }
  return rest.WriteArtifact(run.files, models::kManifestFile, models::ManifestToJson(candidate.manifest));
}

absl::StatusOr<int> CreateVersion(const Rest& rest, const Run& run, const std::string& model) {
  const auto named = rest.PostAgain("registered-models/create", {{"name", model}});
  if (!named.ok() && !absl::IsAlreadyExists(named.status())) return named.status();
  const auto made =
      rest.Post("model-versions/create", {{"name", model}, {"source", run.files}, {"run_id", run.id}});
  if (!made.ok()) return made.status();
  const auto version = models::ParseVersion(TextAt(*made, "model_version.version"));
  if (version) return *version;
  return absl::DataLossError(absl::StrCat("MLflow at ", rest.base(), ": created a version without a number"));
}

}  // namespace

absl::StatusOr<models::VersionRef> MlflowRegistry::Register(const models::Candidate& candidate) {
  if (auto status = models::CheckCandidate(candidate); !status.ok()) return status;
  const models::Manifest& manifest = candidate.manifest;
  const auto run = StartRun(rest_, manifest, absl::ToUnixMillis(now_()));
  if (!run.ok()) return run.status();
  absl::Status status = LogFigures(rest_, run->id, manifest, absl::ToUnixMillis(now_()));
  if (status.ok()) status = WriteFiles(rest_, *run, candidate);
  const auto version = status.ok() ? CreateVersion(rest_, *run, manifest.name) : status;
  // The run's end is for people to see: the version stands without it.
  (void)rest_.PostAgain("runs/update", {{"run_id", run->id},
                                        {"status", version.ok() ? "FINISHED" : "FAILED"},
                                        {"end_time", absl::ToUnixMillis(now_())}});
  if (!version.ok()) return version.status();
  return models::VersionRef{manifest.name, *version};
}

}  // namespace yachay::mlflow
