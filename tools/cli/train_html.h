// The report of a training: one HTML page without outside references, charts as inline SVG.
#ifndef CLI_TRAIN_HTML_H_
#define CLI_TRAIN_HTML_H_

#include <string>
#include <vector>

#include "cli/train_pipeline.h"

namespace yachay::cli {

// Verdict, metrics with intervals, confusion matrix, ROC and reliability curves, importance, error per group,
// the champion beside the candidate, and the data that all rests on. `groups` as in ReportOptions.
std::string TrainingHtml(const TrainingOutcome& outcome, const training::Dataset& data,
                         const std::vector<std::string>& groups);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_HTML_H_
