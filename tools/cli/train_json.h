// What a training did, as JSON: the parts of report.json and of `yachay train --json`.
#ifndef CLI_TRAIN_JSON_H_
#define CLI_TRAIN_JSON_H_

#include <nlohmann/json.hpp>
#include <vector>

#include "cli/train_pipeline.h"

namespace yachay::cli {

// The options that the algorithm reads.
nlohmann::ordered_json OptionsToJson(const training::TrainOptions& options);

// {"Age": 0.01, …}
nlohmann::ordered_json PerFeature(const std::vector<models::Feature>& features,
                                  const std::vector<double>& values);

// permutation_importance, cross_validation, search, calibration, augmentation: those that were asked for.
nlohmann::ordered_json ExtrasToJson(const TrainingOutcome& outcome,
                                    const std::vector<models::Feature>& features);

// null without a comparison.
nlohmann::ordered_json ComparisonToJson(const std::optional<training::Comparison>& comparison);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_JSON_H_
