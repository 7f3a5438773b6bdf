// What is wrong with data apart from drift: column by column from counts, and over whole rows.
#ifndef DRIFT_DATA_QUALITY_H_
#define DRIFT_DATA_QUALITY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "drift/reference.h"
#include "drift/window.h"

namespace yachay::drift {

// A value that fills at least this share of a column's rows makes it almost constant.
inline constexpr double kAlmostConstant = 0.995;

struct ColumnQuality {
  std::string name;
  int64_t missing = 0;  // rows
  double missing_share = 0;
  double reference_missing_share = 0;
  int64_t distinct = 0;
  bool constant = false;         // one value in all rows that have one
  bool almost_constant = false;  // kAlmostConstant, and not constant
  // Numbers: rows below the reference's least or above its greatest value. Categories: rows with a value that
  // the reference does not have.
  int64_t out_of_range = 0;
  std::vector<std::string> new_categories;  // at most 10, the most frequent first
  int64_t misfits = 0;  // rows whose value is of the other kind: text among numbers, in a stream
  bool type_changed = false;
  bool absent = false;

  // Whether anything is to be looked at: a missing share 0.05 above the reference's, constant where the
  // reference is not, a value out of range or of the other kind, or one of the flags above.
  bool remarkable = false;
};

// One per column of the reference. Works on the counts of a stream as on those of a file.
std::vector<ColumnQuality> ColumnQualities(const Reference& reference, const Window& window);

// Rows that equal an earlier row in every column. REQUIRES: columns of one length.
int64_t DuplicateRows(const std::vector<Column>& columns);

// Pearson's correlation of two columns of numbers on both sides, where it changed by at least `least_change`;
// the largest change first. Rows where either is missing are left out; a constant column has none.
struct CorrelationChange {
  std::string first;
  std::string second;
  double reference = 0;  // −1 to 1
  double current = 0;
};
std::vector<CorrelationChange> CorrelationChanges(const std::vector<Column>& reference,
                                                  const std::vector<Column>& current,
                                                  double least_change = 0.2);

}  // namespace yachay::drift

#endif  // DRIFT_DATA_QUALITY_H_
