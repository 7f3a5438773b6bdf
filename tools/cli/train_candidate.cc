#include "cli/train_candidate.h"

#include "cli/evaluate_report.h"
#include "cli/train_json.h"
#include "cli/train_reference.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kFewestReferenceRows = 50;

std::string ReportJson(const training::Dataset& train, const TrainingJob& job,
                       const TrainingOutcome& outcome) {
  const auto& features = train.schema.features;
  Json report = {{"model", job.model},
                 {"target", train.schema.target},
                 {"options", OptionsToJson(outcome.options)},
                 {"data",
                  {{"fingerprint", train.fingerprint},
                   {"train_rows", outcome.train_rows},
                   {"held_out_rows", outcome.held_out_rows},
                   {"cleaning", CleaningToJson(train.cleaning)}}},
                 {"evaluation", EvaluationToJson(outcome.result.evaluation, train.schema.classes)},
                 {"importance", PerFeature(features, outcome.result.importance)}};
  report.update(ExtrasToJson(outcome, features));
  return report.dump(2) + "\n";
}

models::Manifest ManifestOf(const training::Dataset& train, const TrainingJob& job,
                            const TrainingOutcome& outcome) {
  const training::Evaluation& evaluation = outcome.result.evaluation;
  const auto exact = [](double value) { return models::Metric{value, value, value}; };
  models::Manifest manifest;
  manifest.name = job.model;
  manifest.algorithm = training::Name(outcome.options.algorithm);
  manifest.id = train.schema.id;
  manifest.target = train.schema.target;
  manifest.classes = train.schema.classes;
  manifest.features = train.schema.features;
  manifest.preparation = outcome.result.preparation;
  manifest.calibration = outcome.result.calibration;
  manifest.model_file = outcome.result.model_file;
  manifest.metrics = {{"accuracy", evaluation.accuracy},
                      {"macro_f1", evaluation.macro_f1},
                      {"log_loss", exact(evaluation.log_loss)},
                      {"calibration_error", exact(evaluation.calibration_error)}};
  if (const auto& validated = outcome.result.cross_validation) {
    manifest.metrics["cross_validated_accuracy"] = validated->evaluation.accuracy;
    manifest.metrics["cross_validated_macro_f1"] = validated->evaluation.macro_f1;
  }
  if (job.tracer) manifest.tracer_calibration = Fingerprint(*job.tracer);
  manifest.data_fingerprint = train.fingerprint;
  manifest.code_version = training::CodeVersion();
  manifest.created_at = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", job.now(), absl::UTCTimeZone());
  manifest.seed = job.options.seed;
  manifest.held_out_share = job.options.held_out_share;
  return manifest;
}

}  // namespace

absl::StatusOr<models::Candidate> MakeCandidate(const training::Dataset& train, const TrainingJob& job,
                                                const TrainingOutcome& outcome) {
  const bool served = job.reference.has_value() && job.reference->rows() >= kFewestReferenceRows;
  auto reference = ReferenceJson(served ? *job.reference : train, *outcome.result.scorer);
  if (!reference.ok()) return reference.status();
  models::Candidate candidate{.manifest = ManifestOf(train, job, outcome), .files = {}};
  candidate.files[outcome.result.model_file] = outcome.result.model;
  candidate.files["golden.json"] = models::GoldenToJson(outcome.result.golden);
  candidate.files["reference.json"] = *std::move(reference);
  candidate.files["report.json"] = ReportJson(train, job, outcome);
  if (job.tracer) candidate.files["calibration.json"] = ToJson(*job.tracer);
  return candidate;
}

}  // namespace yachay::cli
