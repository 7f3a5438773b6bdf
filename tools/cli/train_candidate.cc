#include "cli/train_candidate.h"

#include <algorithm>
#include <cmath>

#include "cli/evaluate_report.h"
#include "drift/reference.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

drift::Column ColumnOf(const training::Dataset& data, size_t f) {
  const models::Feature& feature = data.schema.features[f];
  drift::Column column{.name = feature.name};
  const bool category = feature.kind == models::FeatureKind::kCategory;
  column.kind = category ? drift::ColumnKind::kCategory : drift::ColumnKind::kNumber;
  for (size_t r = 0; r < data.rows(); ++r) {
    const float value = data.row(r)[f];
    if (!category) {
      column.numbers.push_back(static_cast<double>(value));
    } else {
      column.categories.push_back(std::isnan(value) ? "" : feature.categories[static_cast<size_t>(value)]);
    }
  }
  return column;
}

drift::Column PredictionColumn(const training::Dataset& data, const forest::Forest& forest) {
  drift::Column column{.name = std::string(drift::kPredictionColumn), .kind = drift::ColumnKind::kCategory};
  const std::vector<float> scores = training::Score(forest, data);
  const auto outputs = static_cast<std::ptrdiff_t>(forest.num_outputs());
  for (auto row = scores.begin(); row != scores.end(); row += outputs) {
    column.categories.push_back(data.schema.classes[std::max_element(row, row + outputs) - row]);
  }
  return column;
}

absl::StatusOr<std::string> ReferenceJson(const training::Dataset& train, const forest::Forest& forest) {
  std::vector<drift::Column> columns;
  for (size_t f = 0; f < train.width(); ++f) columns.push_back(ColumnOf(train, f));
  columns.push_back(PredictionColumn(train, forest));
  const auto reference = drift::Reference::FromColumns(columns);
  if (!reference.ok()) return reference.status();
  return reference->ToJson();
}

Json OptionsToJson(const training::TrainOptions& options) {
  return {{"algorithm", training::Name(options.algorithm)},
          {"trees", options.trees},
          {"depth", options.depth},
          {"learning_rate", options.learning_rate},
          {"seed", options.seed},
          {"held_out_share", options.held_out_share},
          {"threads", options.threads}};
}

std::string ReportJson(const training::Dataset& train, const TrainingJob& job,
                       const TrainingOutcome& outcome) {
  Json importance = Json::object();
  for (size_t f = 0; f < train.width(); ++f) {
    importance[train.schema.features[f].name] = outcome.result.importance[f];
  }
  const Json report = {{"model", job.model},
                       {"target", train.schema.target},
                       {"options", OptionsToJson(job.options)},
                       {"data",
                        {{"fingerprint", train.fingerprint},
                         {"train_rows", outcome.train_rows},
                         {"held_out_rows", outcome.held_out_rows},
                         {"cleaning", CleaningToJson(train.cleaning)}}},
                       {"evaluation", EvaluationToJson(outcome.result.evaluation, train.schema.classes)},
                       {"importance", importance}};
  return report.dump(2) + "\n";
}

models::Manifest ManifestOf(const training::Dataset& train, const TrainingJob& job,
                            const TrainingOutcome& outcome) {
  const training::Evaluation& evaluation = outcome.result.evaluation;
  const auto exact = [](double value) { return models::Metric{value, value, value}; };
  models::Manifest manifest;
  manifest.name = job.model;
  manifest.algorithm = training::Name(job.options.algorithm);
  manifest.id = train.schema.id;
  manifest.target = train.schema.target;
  manifest.classes = train.schema.classes;
  manifest.features = train.schema.features;
  manifest.metrics = {{"accuracy", evaluation.accuracy},
                      {"macro_f1", evaluation.macro_f1},
                      {"log_loss", exact(evaluation.log_loss)}};
  manifest.data_fingerprint = train.fingerprint;
  manifest.code_version = training::CodeVersion();
  manifest.created_at = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", job.now(), absl::UTCTimeZone());
  manifest.seed = job.options.seed;
  return manifest;
}

}  // namespace

absl::StatusOr<models::Candidate> MakeCandidate(const training::Dataset& train, const TrainingJob& job,
                                                const TrainingOutcome& outcome) {
  auto reference = ReferenceJson(train, outcome.result.forest);
  if (!reference.ok()) return reference.status();
  models::Candidate candidate{.manifest = ManifestOf(train, job, outcome), .files = {}};
  candidate.files["model.ubj"] = outcome.result.model;
  candidate.files["golden.json"] = models::GoldenToJson(outcome.result.golden);
  candidate.files["reference.json"] = *std::move(reference);
  candidate.files["report.json"] = ReportJson(train, job, outcome);
  return candidate;
}

}  // namespace yachay::cli
