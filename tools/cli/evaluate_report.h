// An evaluation as a JSON document and as text for people.
#ifndef CLI_EVALUATE_REPORT_H_
#define CLI_EVALUATE_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/manifest.h"
#include "training/dataset.h"
#include "training/evaluation.h"

namespace yachay::cli {

// {"value": …, "low": …, "high": …}
nlohmann::ordered_json MetricToJson(const models::Metric& metric);

// rows, accuracy, macro_f1, macro_precision, macro_recall, log_loss, calibration_error, per_class, confusion
nlohmann::ordered_json EvaluationToJson(const training::Evaluation& evaluation,
                                        const std::vector<std::string>& classes);

nlohmann::ordered_json CleaningToJson(const training::Cleaning& cleaning);

// A table of at most 15 lines, readable as Markdown too.
std::string EvaluationToText(const training::Evaluation& evaluation, const std::vector<std::string>& classes);

}  // namespace yachay::cli

#endif  // CLI_EVALUATE_REPORT_H_
