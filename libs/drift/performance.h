// How well a classifier does, without labels and with them.
//
// Without: confidence-based estimation (CBPE, as NannyML has it). Where probabilities are calibrated, a row
// whose predicted class has probability p is right with chance p, so the expected confusion matrix is the sum
// of the rows' probabilities under what they were predicted as. Its interval comes from the variance of that
// sum, by the delta method for macro F1: it says how far the labels, once they come, will be from it by
// chance alone. It does not see a change of the relation between features and labels (concept drift); the
// real labels do.
//
//   Performance performance(3);
//   performance.Add(probabilities);            // a label that is not known yet
//   performance.Add(probabilities, label);     // one that came: also counts for the real figures
//   auto estimate = performance.Estimated();
#ifndef DRIFT_PERFORMANCE_H_
#define DRIFT_PERFORMANCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::drift {

struct Figure {
  double value = 0;
  double low = 0;  // 95 %
  double high = 0;
};

struct Quality {
  int64_t rows = 0;
  Figure accuracy;
  Figure macro_f1;  // over the classes that occur or were predicted
};

// Expected and, for the rows whose label came, real confusion counts: O(classes²) a row, O(classes³) memory,
// whatever the rows. Merged shards equal the whole but for rounding. Not thread-safe.
class Performance {
 public:
  explicit Performance(size_t classes);

  size_t classes() const { return classes_; }
  int64_t rows() const { return all_.rows; }
  int64_t labelled() const { return labelled_.rows; }

  // Probabilities of all classes, 0 to 1, summing to 1 within 0.001; `label` an index. INVALID_ARGUMENT: they
  // are not that; nothing is then counted.
  absl::Status Add(absl::Span<const float> probabilities, std::optional<size_t> label = std::nullopt);
  // INVALID_ARGUMENT when the number of classes differs.
  absl::Status Merge(const Performance& other);

  // Absent without rows.
  std::optional<Quality> Estimated() const;
  // Of the labelled rows; absent without any. Wilson's interval for accuracy, the delta method for macro F1.
  std::optional<Quality> Real() const;
  // The estimate over the labelled rows alone less their real figures: how wrong it was. Absent without any.
  struct Error {
    double accuracy = 0;
    double macro_f1 = 0;
  };
  std::optional<Error> EstimateError() const;

  std::string ToJson() const;
  // INVALID_ARGUMENT when it is not what ToJson wrote.
  static absl::StatusOr<Performance> FromJson(std::string_view json);

 private:
  // Sums over rows, by predicted class: what was expected, and its covariance between actual classes.
  struct Expected {
    int64_t rows = 0;
    std::vector<double> sums;         // [predicted][actual]
    std::vector<double> covariances;  // [predicted][actual][actual]
  };
  void AddExpected(absl::Span<const float> probabilities, size_t predicted, Expected& to) const;
  Quality QualityOf(const Expected& expected) const;

  size_t classes_;
  Expected all_;
  Expected labelled_;
  std::vector<double> real_;  // [predicted][actual] of the labelled rows
};

}  // namespace yachay::drift

#endif  // DRIFT_PERFORMANCE_H_
