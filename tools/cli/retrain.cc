#include "cli/retrain.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/log_rows.h"
#include "cli/models_load.h"
#include "cli/served_rows.h"
#include "cli/train_pipeline.h"
#include "mlflow/open_registry.h"
#include "training/csv.h"
#include "training/table_reader.h"

namespace yachay::cli {
namespace {

constexpr int64_t kWeekMs = 7LL * 86'400'000;
constexpr size_t kFewestLearners = 50;

absl::StatusOr<training::Dataset> ReadBase(const std::string& path, const training::Schema& schema) {
  const auto table = training::CsvTable::Read(path);
  if (!table.ok()) return table.status();
  auto data = training::ReadTable(*table, schema, training::Target::kRequired);
  if (data.ok()) training::DropDuplicates(*data);
  return data;
}

// The log's rows weigh as much in all as the base data: they are few, but they are what is being served now.
// A fifth of them, and none of the base data, is held out, because the question is who does better on today's
// learners.
training::Dataset Combine(training::Dataset base, training::Dataset log,
                          const training::TrainOptions& options) {
  log.held_out = training::HeldOutMask(log, options.held_out_share, options.seed);
  const float weight = static_cast<float>(base.rows()) / static_cast<float>(log.rows());
  log.weights.assign(log.rows(), weight > 1 ? weight : 1);
  base.held_out.assign(base.rows(), 0);
  base.weights.assign(base.rows(), 1);
  base.fingerprint = absl::StrCat("sha256:", models::Sha256(base.fingerprint + log.fingerprint));
  base.views = log.views;  // which the base data is held to be like
  training::Append(log, base);
  return base;
}

}  // namespace

absl::StatusOr<RetrainOutcome> Retrain(const RetrainOptions& options) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto champion = (*registry)->Resolve(options.model + "@" + std::string(models::kChampion));
  if (!champion.ok()) return champion.status();
  const auto manifest = (*registry)->ReadManifest(*champion);
  if (!manifest.ok()) return manifest.status();
  const training::Schema schema = SchemaOf(*manifest);
  auto base = ReadBase(options.base_data, schema);
  if (!base.ok()) return base.status();
  auto log = ReadLogRows({.brokers = options.brokers,
                          .topic = options.events_topic,
                          .definitions = options.definitions,
                          .as_of_ms = options.window_end_ms - kWeekMs},
                         schema);
  if (!log.ok()) return log.status();
  if (log->rows() < kFewestLearners) {
    return absl::FailedPreconditionError(absl::StrCat("only ", log->rows(),
                                                      " learners had played a week before the window's end; ",
                                                      kFewestLearners, " are needed to train from the log"));
  }
  auto served = ReadServedRows({.brokers = options.brokers,
                                .topic = options.predictions_topic,
                                .model = options.model,
                                .from_ms = options.window_start_ms,
                                .to_ms = options.window_end_ms},
                               schema);
  if (!served.ok() && !absl::IsNotFound(served.status())) return served.status();
  const training::Dataset data = Combine(*std::move(base), *std::move(log), options.train);
  TrainingJob job{
      .model = options.model, .options = options.train, .who = "train-job", .cause = options.cause};
  if (served.ok()) job.reference = *std::move(served);
  const auto outcome = RunTraining(data, job, **registry);
  if (!outcome.ok()) return outcome.status();
  return RetrainOutcome{.version = outcome->version.version,
                        .champion_before = outcome->champion_before.value_or(0),
                        .promoted = outcome->decision.promote,
                        .reason = outcome->decision.reason};
}

}  // namespace yachay::cli
