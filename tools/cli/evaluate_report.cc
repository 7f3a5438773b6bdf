#include "cli/evaluate_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace yachay::cli {

using Json = nlohmann::ordered_json;

Json MetricToJson(const models::Metric& metric) {
  return {{"value", metric.value}, {"low", metric.low}, {"high", metric.high}};
}

Json EvaluationToJson(const training::Evaluation& evaluation, const std::vector<std::string>& classes) {
  Json per_class = Json::object();
  Json confusion = Json::object();
  for (size_t c = 0; c < classes.size(); ++c) {
    const training::ClassEvaluation& one = evaluation.per_class[c];
    per_class[classes[c]] = {
        {"precision", one.precision}, {"recall", one.recall}, {"f1", one.f1}, {"support", one.support}};
    for (size_t p = 0; p < classes.size(); ++p)
      confusion[classes[c]][classes[p]] = evaluation.confusion[c][p];
  }
  return {{"rows", evaluation.rows},
          {"accuracy", MetricToJson(evaluation.accuracy)},
          {"macro_f1", MetricToJson(evaluation.macro_f1)},
          {"macro_precision", evaluation.macro_precision},
          {"macro_recall", evaluation.macro_recall},
          {"log_loss", evaluation.log_loss},
          {"calibration_error", evaluation.calibration_error},
          {"per_class", per_class},
          {"confusion", confusion}};
}

Json CleaningToJson(const training::Cleaning& cleaning) {
  return {{"rows_read", cleaning.rows_read},
          {"duplicate_rows_dropped", cleaning.duplicate_rows},
          {"duplicate_ids", cleaning.duplicate_ids},
          {"missing_cells", cleaning.missing_cells},
          {"rows_without_target", cleaning.rows_without_target},
          {"unseen_categories", cleaning.unseen_categories}};
}

std::string EvaluationToText(const training::Evaluation& evaluation,
                             const std::vector<std::string>& classes) {
  const auto& a = evaluation.accuracy;
  const auto& f = evaluation.macro_f1;
  std::string text = absl::StrFormat(
      "rows      %d\naccuracy  %.4f  (95 %% interval %.4f to %.4f)\nmacro F1  %.4f  (95 %% interval %.4f to "
      "%.4f)\n"
      "log loss  %.4f  (calibration error %.4f)\n\n| class | precision | recall | F1 | rows |",
      evaluation.rows, a.value, a.low, a.high, f.value, f.low, f.high, evaluation.log_loss,
      evaluation.calibration_error);
  for (const std::string& name : classes) absl::StrAppend(&text, " said ", name, " |");
  absl::StrAppend(&text, "\n|---|---|---|---|---|");
  for (size_t c = 0; c < classes.size(); ++c) absl::StrAppend(&text, "---|");
  for (size_t c = 0; c < classes.size(); ++c) {
    const training::ClassEvaluation& one = evaluation.per_class[c];
    absl::StrAppendFormat(&text, "\n| %s | %.4f | %.4f | %.4f | %d |", classes[c], one.precision, one.recall,
                          one.f1, one.support);
    for (const size_t count : evaluation.confusion[c]) absl::StrAppend(&text, " ", count, " |");
  }
  return text + "\n";
}

}  // namespace yachay::cli
