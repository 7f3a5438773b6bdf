// What a report draws of scores: ROC curves, reliability, error per group, a column's shape. Pure.
#ifndef TRAINING_CURVES_H_
#define TRAINING_CURVES_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "training/dataset.h"

namespace yachay::training {

// One class against the others.
struct RocCurve {
  std::vector<double> false_positive;  // rising from 0 to 1; at most 201 points
  std::vector<double> true_positive;
  double area = 0;  // under the whole curve, ties counted half; 0.5 when a side has no rows
};

RocCurve Roc(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes, size_t of_class);

struct ReliabilityBin {
  double said = 0;   // mean probability
  double right = 0;  // share of rows that are of the class
  size_t rows = 0;
};

// Ten bins of equal width over one class's probability; empty bins are left out.
std::vector<ReliabilityBin> Reliability(absl::Span<const int> labels, absl::Span<const float> scores,
                                        size_t classes, size_t of_class);

struct GroupError {
  std::string group;  // a category, or "(missing)"
  size_t rows = 0;
  models::Metric error;  // share of wrong rows with Wilson's interval
};

// In the order of the categories; groups without rows are left out. Empty when `column` is no category of the
// data. REQUIRES: predicted.size() == data.rows().
std::vector<GroupError> ErrorByGroup(const Dataset& data, absl::Span<const int> predicted,
                                     const std::string& column);

struct ColumnSummary {
  size_t missing = 0;
  double min = 0, median = 0, mean = 0, max = 0;  // numbers only
  std::vector<size_t> counts;                     // per category, or in 24 bins from min to max
};

ColumnSummary Summarise(const Dataset& data, size_t feature);

}  // namespace yachay::training

#endif  // TRAINING_CURVES_H_
