// How counts stand in JSON files: {"format", "rows", "sensitivity": {column: share}, "columns": [{"name",
// "kind", "missing", "dropped_bits", "absent", "misfits", "other", "values": […], "counts": […]}], "unknown":
// {column: rows}}. What is 0 or empty is left out, but for "missing" and "dropped_bits". Internal to the
// library.
#ifndef DRIFT_COUNTS_JSON_H_
#define DRIFT_COUNTS_JSON_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/column.h"

namespace yachay::drift {

// What a Reference and a Window hold.
struct Table {
  std::vector<ColumnCounts> columns;
  int64_t rows = 0;
  std::map<std::string, double> sensitivity = {};  // of a Reference
  std::map<std::string, int64_t> unknown = {};     // of a Window
};

// INVALID_ARGUMENT when columns have no name, share one, or differ in length from `rows`.
absl::Status CheckTable(const Table& table);

// CheckTable's errors, and those of Reference::FromColumns.
absl::StatusOr<Table> TableFromColumns(const std::vector<Column>& columns);

std::string TableToJson(const Table& table, std::string_view format);
// INVALID_ARGUMENT names the column and field that is wrong.
absl::StatusOr<Table> TableFromJson(std::string_view json, std::string_view format);

}  // namespace yachay::drift

#endif  // DRIFT_COUNTS_JSON_H_
