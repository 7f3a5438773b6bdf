// The rows that are compared with a reference: counts per column, added row by row or merged from other
// windows. Not thread-safe.
#ifndef DRIFT_WINDOW_H_
#define DRIFT_WINDOW_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
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
  // Adds one row whose values stand by their columns' names, as a stream has them; O(columns), and never
  // fails. A number in a column of categories counts as its text; text in a column of numbers is a misfit, a
  // column that the row lacks is absent, one that the window lacks is unknown (but for kPredictionColumn,
  // which is no feature). Of two values of a name the last counts.
  void AddNamed(absl::Span<const std::pair<std::string, Value>> row);
  // INVALID_ARGUMENT when the columns differ: the window is then unchanged.
  absl::Status Merge(const Window& other);

  int64_t rows() const { return rows_; }
  // Column that is not in columns() → rows that carried it, exact whatever the order of merges: the first
  // kMostUnknown by name. Names of more than kLongestName bytes stand under ColumnCounts::kOther.
  static constexpr size_t kMostUnknown = 100;
  static constexpr size_t kLongestName = 200;
  const std::map<std::string, int64_t>& unknown() const { return unknown_; }
  const std::vector<ColumnCounts>& columns() const { return columns_; }
  // Null when there is no such column.
  const ColumnCounts* Find(std::string_view name) const;

 private:
  explicit Window(std::vector<ColumnCounts> columns, int64_t rows = 0);
  void AddUnknown(const std::string& name, int64_t rows);

  std::vector<ColumnCounts> columns_;
  int64_t rows_;
  std::map<std::string, int64_t> unknown_;
  absl::flat_hash_map<std::string, size_t> index_;  // of the columns by name
};

}  // namespace yachay::drift

#endif  // DRIFT_WINDOW_H_
