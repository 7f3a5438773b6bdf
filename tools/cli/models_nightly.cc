#include "cli/models_nightly.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/drift_label.h"
#include "cli/log_rows.h"
#include "cli/models_groups.h"
#include "cli/models_load.h"
#include "cli/predict_write.h"
#include "cli/served_rows.h"
#include "cli/train_reference.h"
#include "drift/groups.h"
#include "events/topics.h"
#include "mlflow/open_registry.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kWeekMs = 168 * kHourMs;

// To a temporary file first, so that no half of it is left behind.
absl::Status Write(const std::string& folder, const char* name, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string path = absl::StrCat(folder, "/", name);
  std::ofstream file(path + ".tmp", std::ios::binary);
  file << text;
  file.close();
  if (file) std::filesystem::rename(path + ".tmp", path, error);
  return file && !error ? absl::OkStatus()
                        : absl::UnavailableError(absl::StrCat("--out: cannot write ", path));
}

absl::Status CheckGiven(const NightlyOptions& options, const models::Manifest& champion) {
  const auto definitions = Load(options.definitions);
  return definitions.ok() ? CheckTrainedOn(champion, *definitions) : definitions.status();
}

absl::StatusOr<training::Dataset> RowsAsOf(const NightlyOptions& options, int64_t as_of_ms,
                                           const training::Schema& schema) {
  return ReadLogRows({.brokers = options.brokers,
                      .topic = events::Topics(options.topic_prefix).learner_events(),
                      .definitions = options.definitions,
                      .as_of_ms = as_of_ms},
                     schema);
}

absl::StatusOr<size_t> PredictAll(const NightlyOptions& options, const LoadedModel& model) {
  const auto rows = RowsAsOf(options, options.until_ms, SchemaOf(model.manifest));
  if (!rows.ok()) return rows.status();
  std::string text = PredictionsHeader(model.manifest.classes);
  AppendPredictions(*rows, training::Score(*model.scorer, *rows), text);
  if (absl::Status s = Write(options.out, "predictions.csv", text); !s.ok()) return s;
  return rows->rows();
}

// Forecasts whose labels are known now: in all, and by the values of the features `groups`.
absl::Status AddPerformance(const training::Dataset& rows, const LoadedModel& model,
                            const std::vector<size_t>& groups, drift::ReportPage& page) {
  const size_t classes = model.manifest.classes.size();
  const std::vector<float> scores = training::Score(*model.scorer, rows);
  drift::Performance all(classes);
  drift::GroupFigures by_group;
  for (size_t r = 0; r < rows.rows(); ++r) {
    const auto row = absl::MakeConstSpan(scores).subspan(r * classes, classes);
    const auto label = static_cast<size_t>(rows.labels[r]);
    if (absl::Status s = all.Add(row, label); !s.ok()) return s;
    for (const size_t f : groups) {
      if (std::isnan(rows.row(r)[f])) continue;
      const models::Feature& feature = rows.schema.features[f];
      by_group.Add({feature.name, feature.categories[static_cast<size_t>(rows.row(r)[f])]}, row, label);
    }
  }
  page.estimated = all.Estimated();
  page.real = all.Real();
  page.estimate_error = all.EstimateError();
  page.groups = by_group.Qualities();
  return absl::OkStatus();
}

// What was served on that day, by whichever version, and what the learners then did.
absl::StatusOr<size_t> TellLabels(const NightlyOptions& options, const training::Dataset& rows,
                                  const std::vector<std::string>& classes) {
  const int64_t to_ms = options.until_ms - kWeekMs;
  LearnerLabels learners{.from_ms = to_ms - options.hours * kHourMs, .to_ms = to_ms};
  for (size_t r = 0; r < rows.rows(); ++r)
    learners.labels[rows.ids[r]] = classes[static_cast<size_t>(rows.labels[r])];
  const auto counts = PublishLabels(
      {.brokers = options.brokers, .topic_prefix = options.topic_prefix, .model = options.model}, learners,
      absl::Now());
  if (absl::IsNotFound(counts.status())) return 0;  // nothing was ever served
  if (!counts.ok()) return counts.status();
  return counts->published;
}

absl::Status CompareServed(const NightlyOptions& options, const models::Registry& registry,
                           const LoadedModel& model, drift::ReportPage& page) {
  const auto text = registry.ReadFile(model.ref, "reference.json");
  if (!text.ok()) return text.status();
  const auto reference = drift::Reference::FromJson(*text);
  if (!reference.ok()) return reference.status();
  const auto served = ReadServedRows({.brokers = options.brokers,
                                      .topic = events::Topics(options.topic_prefix).predictions(),
                                      .model = options.model,
                                      .from_ms = options.until_ms - options.hours * kHourMs,
                                      .to_ms = options.until_ms},
                                     SchemaOf(model.manifest));
  if (!served.ok() && !absl::IsNotFound(served.status())) return served.status();
  const bool none = !served.ok() || served->rows() == 0;
  const auto window = none ? drift::Window::Like(*reference)
                           : drift::Window::FromColumns(ColumnsWithPrediction(*served, *model.scorer));
  if (!window.ok()) return window.status();
  auto verdict = drift::Compare(*reference, *window);
  if (!verdict.ok()) return verdict.status();
  page.verdict = *std::move(verdict);
  page.decision = drift::Decide(page.verdict);
  page.histograms = drift::MakeHistograms(*reference, *window);
  if (!none) page.quality = drift::ColumnQualities(*reference, *window);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Nightly> RunNightly(const NightlyOptions& options) {
  const auto opened = mlflow::OpenRegistry(options.registry);
  if (!opened.ok()) return opened.status();
  const models::Registry& registry = **opened;
  const auto model = LoadModel(registry, absl::StrCat(options.model, "@", std::string(models::kChampion)));
  if (!model.ok()) return model.status();
  const auto groups = GroupFeatures(model->manifest, options.groups);
  if (!groups.ok()) return groups.status();
  if (absl::Status s = CheckGiven(options, model->manifest); !s.ok()) return s;
  Nightly night{.page = {.title = absl::StrCat(options.model, ", version ", model->ref.version),
                         .reference_name = "reference",
                         .current_name = absl::StrCat("served in ", options.hours, " hours")}};
  const auto predicted = PredictAll(options, *model);
  if (!predicted.ok()) return predicted.status();
  night.predicted = *predicted;
  if (absl::Status s = CompareServed(options, registry, *model, night.page); !s.ok()) return s;
  const auto week_ago = RowsAsOf(options, options.until_ms - kWeekMs, SchemaOf(model->manifest));
  if (!week_ago.ok()) return week_ago.status();
  if (absl::Status s = AddPerformance(*week_ago, *model, *groups, night.page); !s.ok()) return s;
  const auto labelled = TellLabels(options, *week_ago, model->manifest.classes);
  if (!labelled.ok()) return labelled.status();
  night.labelled = *labelled;
  if (absl::Status s = Write(options.out, "drift.html", drift::HtmlReport(night.page)); !s.ok()) return s;
  return night;
}

}  // namespace yachay::cli
