#include "cli/train_output.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/evaluate_report.h"
#include "cli/train_html.h"
#include "models/files.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string CrossValidationText(const training::CrossValidation& validated) {
  const auto& accuracy = validated.evaluation.accuracy;
  const auto& f1 = validated.evaluation.macro_f1;
  std::string text = absl::StrFormat(
      "\n%d folds over the %d training rows: accuracy %.4f (%.4f to %.4f), macro F1 %.4f (%.4f to %.4f); by "
      "fold",
      validated.folds, validated.evaluation.rows, accuracy.value, accuracy.low, accuracy.high, f1.value,
      f1.low, f1.high);
  for (const double one : validated.fold_accuracy) absl::StrAppendFormat(&text, " %.4f", one);
  return text + "\n";
}

std::string ExtrasText(const TrainingOutcome& outcome) {
  const training::TrainResult& result = outcome.result;
  std::string text;
  if (outcome.search) {
    const auto& chosen = outcome.search->tries[outcome.search->chosen];
    absl::StrAppendFormat(
        &text, "\nsearch: %d of %d settings tried, chosen %s (log loss %.4f, accuracy %.4f)\n",
        outcome.search->tries.size(), outcome.search->grid, chosen.setting, chosen.log_loss, chosen.accuracy);
  }
  if (result.cross_validation) text += CrossValidationText(*result.cross_validation);
  if (result.calibration) {
    absl::StrAppendFormat(
        &text, "\ncalibration (%s): log loss %.4f before, %.4f after; error %.4f before, %.4f after\n",
        result.calibration->method, result.uncalibrated->log_loss, result.evaluation.log_loss,
        result.uncalibrated->calibration_error, result.evaluation.calibration_error);
  }
  if (const auto& effect = result.augmentation) {
    absl::StrAppendFormat(
        &text, "\naugmentation: %d rows added; accuracy %.4f without, %.4f with (McNemar p = %.3g)\n",
        effect->rows_added, effect->without.accuracy.value, result.evaluation.accuracy.value,
        effect->comparison.p);
  }
  return text;
}

std::string ImportanceText(const TrainingOutcome& outcome) {
  const training::TrainResult& result = outcome.result;
  const bool trees = training::HasTrees(outcome.options.algorithm);
  const bool permutation = !result.permutation.empty();
  std::string text =
      absl::StrCat("\n| feature | share of ", trees ? "gain" : "weights",
                   permutation ? " | accuracy lost when shuffled |\n|---|---|---|\n" : " |\n|---|---|\n");
  for (size_t f = 0; f < outcome.manifest.features.size(); ++f) {
    absl::StrAppendFormat(&text, "| %s | %.4f |", outcome.manifest.features[f].name, result.importance[f]);
    if (permutation) absl::StrAppendFormat(&text, " %.4f |", result.permutation[f]);
    text += "\n";
  }
  return text;
}

}  // namespace

Json OutcomeToJson(const TrainingOutcome& outcome, const std::string& registry) {
  Json document = Json::parse(outcome.report);
  const Json evaluation = document["evaluation"];
  document.erase("evaluation");
  document.update(evaluation);  // as `yachay evaluate` shows it
  document["registry"] = registry;
  document["version"] = outcome.version.version;
  document["promoted"] = outcome.decision.promote;
  document["forced"] = outcome.decision.forced;
  document["reason"] = outcome.decision.reason;
  document["champion_before"] = outcome.champion_before ? Json(*outcome.champion_before) : Json();
  document["comparison"] = ComparisonToJson(outcome.decision.comparison);
  return document;
}

std::string OutcomeToText(const TrainingOutcome& outcome) {
  std::string text = absl::StrCat("# ", outcome.version.model, ":", outcome.version.version, " (",
                                  outcome.manifest.algorithm, ")\n\ntrained on ", outcome.train_rows,
                                  " rows, measured on ", outcome.held_out_rows, " held-out rows\n\n",
                                  EvaluationToText(outcome.result.evaluation, outcome.manifest.classes));
  absl::StrAppend(&text, ExtrasText(outcome), ImportanceText(outcome));
  const char* verdict = outcome.decision.promote ? "promoted to champion: " : "registered as challenger: ";
  return absl::StrCat(text, "\n", verdict, outcome.decision.reason, "\n");
}

absl::Status WriteReport(const TrainingOutcome& outcome, const training::Dataset& data,
                         const std::string& registry, const ReportOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error)
    return absl::UnavailableError(
        absl::StrCat(options.folder, ": cannot make the folder: ", error.message()));
  const std::pair<const char*, std::string> files[] = {
      {"/report.html", TrainingHtml(outcome, data, options.groups)},
      {"/report.md", OutcomeToText(outcome)},
      {"/report.json", OutcomeToJson(outcome, registry).dump(2) + "\n"}};
  for (const auto& [name, content] : files) {
    if (auto status = models::WriteFileAtomically(options.folder + name, content); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
