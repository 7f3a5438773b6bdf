// What a model was trained on, column by column, as exact counts: the side of a drift comparison that is
// kept.
//
//   auto reference = drift::Reference::FromColumns({{.name = "Age", .numbers = ages},
//                                                   {.name = "Gender", .kind = kCategory, .categories =
//                                                   genders},
//                                                   {.name = "prediction", .kind = kCategory, .categories =
//                                                   predicted}});
//   WriteFile(dir + "/reference.json", reference->ToJson());
//
// The predictions of the model on its training rows are one more column, named kPredictionColumn.
// Thread-safe while nobody sets anything.
#ifndef DRIFT_REFERENCE_H_
#define DRIFT_REFERENCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/column.h"

namespace yachay::drift {

inline constexpr std::string_view kPredictionColumn = "prediction";

class Reference {
 public:
  // INVALID_ARGUMENT when there is no column or no row, two columns share a name, columns differ in length,
  // or a category column has more than ColumnCounts::kMaxDistinct values (an id is no feature).
  static absl::StatusOr<Reference> FromColumns(const std::vector<Column>& columns);

  // Reads what ToJson wrote. INVALID_ARGUMENT names the column and the field that is wrong.
  static absl::StatusOr<Reference> FromJson(std::string_view json);
  // One line per column; numbers are written so that they read back bit for bit.
  std::string ToJson() const;

  // Column → share of the reference's rows whose predicted class changes when the column's values are
  // shuffled among them, 0 to 1: how much the model listens to it. Columns that were not measured are absent.
  const std::map<std::string, double>& sensitivity() const { return sensitivity_; }
  void set_sensitivity(std::map<std::string, double> sensitivity) { sensitivity_ = std::move(sensitivity); }

  int64_t rows() const { return rows_; }
  const std::vector<ColumnCounts>& columns() const { return columns_; }
  // Null when there is no such column.
  const ColumnCounts* Find(std::string_view name) const;

 private:
  Reference(std::vector<ColumnCounts> columns, int64_t rows) : columns_(std::move(columns)), rows_(rows) {
    for (const ColumnCounts& column : columns_) column.Numbers();  // sorted before threads share it
  }

  std::vector<ColumnCounts> columns_;
  int64_t rows_;
  std::map<std::string, double> sensitivity_;
};

}  // namespace yachay::drift

#endif  // DRIFT_REFERENCE_H_
