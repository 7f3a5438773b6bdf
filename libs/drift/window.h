// The rows that are compared with a reference: counts per column, added row by row or merged from other
// windows. Not thread-safe.
#ifndef DRIFT_WINDOW_H_
#define DRIFT_WINDOW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "drift/column.h"

namespace yachay::drift {

class Reference;

// A value of a row; monostate, NaN, infinity and "" are missing.
using Value = std::variant<std::monostate, double, std::string>;

class Window {
 public:
  // Empty, with the columns of `reference`, for rows that come one by one: ColumnCounts::kStreamDistinct
  // values a column.
  static Window Like(const Reference& reference);
  // INVALID_ARGUMENT as Reference::FromColumns.
  static absl::StatusOr<Window> FromColumns(const std::vector<Column>& columns);
  static absl::StatusOr<Window> FromJson(std::string_view json);
  std::string ToJson() const;

  // Adds one row, whose values stand in the order of columns(); O(columns). INVALID_ARGUMENT when there are
  // more or fewer values than columns, or a value is not of its column's kind: the window is then unchanged.
  absl::Status Add(absl::Span<const Value> row);
  // INVALID_ARGUMENT when the columns differ: the window is then unchanged.
  absl::Status Merge(const Window& other);

  int64_t rows() const { return rows_; }
  const std::vector<ColumnCounts>& columns() const { return columns_; }
  // Null when there is no such column.
  const ColumnCounts* Find(std::string_view name) const;

 private:
  explicit Window(std::vector<ColumnCounts> columns, int64_t rows = 0)
      : columns_(std::move(columns)), rows_(rows) {}

  std::vector<ColumnCounts> columns_;
  int64_t rows_;
};

}  // namespace yachay::drift

#endif  // DRIFT_WINDOW_H_
