// Both sides of one column, in the forms that tests read. Internal to the library.
#ifndef DRIFT_PAIR_H_
#define DRIFT_PAIR_H_

#include <optional>

#include "absl/status/status.h"
#include "drift/tests.h"
#include "drift/verdict.h"

namespace yachay::drift {

// A score, and where it would lie if no value had been rounded.
struct Score {
  double value = 0;
  double low = 0;
  double high = 0;
};

class Pair {
 public:
  // REQUIRES: the same kind, at least one value on each side; both outlive it.
  Pair(const ColumnCounts& reference, const ColumnCounts& current);

  // Whether Evidently would take it for a column of numbers: not for whole numbers with few values.
  bool as_number() const { return as_number_; }
  bool has_numbers() const { return reference_.kind() == ColumnKind::kNumber; }
  // Whether both sides together hold more than so many values.
  bool HoldsMoreThan(size_t distinct) const;
  int64_t reference_rows() const { return reference_.present(); }
  // By how much values moved at most, both sides together.
  double error() const { return reference_.error() + current_.error(); }
  // Rows whose category stands under kOther, both sides together.
  int64_t other() const { return reference_.other() + current_.other(); }

  // INVALID_ARGUMENT when the test cannot be done on this column.
  absl::Status CheckFits(Test test) const;
  Score Of(Test test) const;

 private:
  const Aligned& by_value() const;
  double Value(Test test) const;
  Aligned Bins(Test test) const;
  Score Rounded(Test test, double value) const;
  Score WithOthers(Test test, double value) const;

  // Both keep as many bits of a number, so that equal values stay equal: a copy where one had more.
  std::optional<ColumnCounts> coarser_;
  const ColumnCounts& reference_;
  const ColumnCounts& current_;
  const Counts<double>& reference_numbers_;
  const Counts<double>& current_numbers_;
  mutable std::optional<Aligned> by_value_;  // made when it is asked for
  bool as_number_;
};

}  // namespace yachay::drift

#endif  // DRIFT_PAIR_H_
