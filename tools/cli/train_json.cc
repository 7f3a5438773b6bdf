#include "cli/train_json.h"

#include "cli/evaluate_report.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

Json FoldsToJson(const training::CrossValidation& validated) {
  return {{"folds", validated.folds},
          {"accuracy", MetricToJson(validated.evaluation.accuracy)},
          {"macro_f1", MetricToJson(validated.evaluation.macro_f1)},
          {"log_loss", validated.evaluation.log_loss},
          {"fold_accuracy", validated.fold_accuracy},
          {"fold_log_loss", validated.fold_log_loss}};
}

Json SearchToJson(const training::SearchResult& search) {
  Json tries = Json::array();
  for (const training::Try& one : search.tries) {
    tries.push_back({{"setting", one.setting},
                     {"log_loss", one.log_loss},
                     {"accuracy", one.accuracy},
                     {"macro_f1", one.macro_f1}});
  }
  return {{"grid", search.grid}, {"chosen", search.tries[search.chosen].setting}, {"tries", tries}};
}

Json CalibrationToJson(const training::TrainResult& result) {
  Json json = {{"method", result.calibration->method},
               {"log_loss_before", result.uncalibrated->log_loss},
               {"log_loss_after", result.evaluation.log_loss},
               {"error_before", result.uncalibrated->calibration_error},
               {"error_after", result.evaluation.calibration_error}};
  if (result.calibration->method == "temperature") json["temperature"] = result.calibration->temperature;
  return json;
}

Json AugmentationToJson(const training::AugmentationEffect& effect, const training::Evaluation& with) {
  return {{"rows_added", effect.rows_added},
          {"accuracy_with", with.accuracy.value},
          {"accuracy_without", effect.without.accuracy.value},
          {"macro_f1_with", with.macro_f1.value},
          {"macro_f1_without", effect.without.macro_f1.value},
          {"comparison", ComparisonToJson(effect.comparison)}};
}

const char* NameOf(training::Augmentation augmentation) {
  if (augmentation == training::Augmentation::kJitter) return "jitter";
  return augmentation == training::Augmentation::kSmote ? "smote" : "none";
}

}  // namespace

Json OptionsToJson(const training::TrainOptions& options) {
  Json json = {{"algorithm", training::Name(options.algorithm)}};
  if (training::HasTrees(options.algorithm))
    json.update({{"trees", options.trees}, {"depth", options.depth}});
  if (options.algorithm == training::Algorithm::kGradientBoosting) {
    json.update({{"learning_rate", options.learning_rate},
                 {"row_share", options.row_share},
                 {"column_share", options.column_share},
                 {"min_child_weight", options.min_child_weight}});
  }
  if (!training::HasTrees(options.algorithm)) json["l2"] = options.l2;
  if (options.algorithm == training::Algorithm::kMlp)
    json.update({{"hidden", options.hidden}, {"epochs", options.epochs}, {"step", options.step}});
  json.update({{"seed", options.seed},
               {"held_out_share", options.held_out_share},
               {"threads", options.threads},
               {"patience", options.patience},
               {"balance_classes", options.balance_classes},
               {"augmentation", NameOf(options.augmentation)}});
  return json;
}

Json PerFeature(const std::vector<models::Feature>& features, const std::vector<double>& values) {
  Json json = Json::object();
  for (size_t f = 0; f < features.size(); ++f) json[features[f].name] = values[f];
  return json;
}

Json ExtrasToJson(const TrainingOutcome& outcome, const std::vector<models::Feature>& features) {
  const training::TrainResult& result = outcome.result;
  Json json = {{"rounds", result.rounds}};
  if (!result.permutation.empty()) json["permutation_importance"] = PerFeature(features, result.permutation);
  if (result.cross_validation) json["cross_validation"] = FoldsToJson(*result.cross_validation);
  if (outcome.search) json["search"] = SearchToJson(*outcome.search);
  if (result.calibration) json["calibration"] = CalibrationToJson(result);
  if (result.augmentation) json["augmentation"] = AugmentationToJson(*result.augmentation, result.evaluation);
  return json;
}

Json ComparisonToJson(const std::optional<training::Comparison>& compared) {
  if (!compared) return {};
  return {{"rows", compared->rows},
          {"candidate_right", compared->candidate_right},
          {"champion_right", compared->champion_right},
          {"only_candidate_right", compared->only_candidate_right},
          {"only_champion_right", compared->only_champion_right},
          {"mcnemar_p", compared->p},
          {"noise_floor", compared->noise_floor}};
}

}  // namespace yachay::cli
