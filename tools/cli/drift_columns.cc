#include "cli/drift_columns.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace yachay::cli {
namespace {

using training::CsvTable;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

bool IsInfinite(std::string_view cell) {
  std::string text = absl::AsciiStrToLower(std::string(cell));
  if (text.starts_with('-') || text.starts_with('+')) text.erase(0, 1);
  return text == "inf" || text == "infinity";
}

// A number, NaN when missing; nullopt for text.
std::optional<double> NumberOrMissing(std::string_view cell) {
  if (training::IsMissing(cell) || IsInfinite(cell)) return kMissing;
  return training::ParseNumber(cell);
}

// Whether no cell is text. A column without any value goes by the other file.
drift::ColumnKind KindOf(const CsvTable& table, size_t column, const CsvTable& other, size_t other_column) {
  bool any = false;
  for (size_t row = 0; row < table.rows(); ++row) {
    const auto number = NumberOrMissing(table.at(row, column));
    if (!number.has_value()) return drift::ColumnKind::kCategory;
    any = any || *number == *number;
  }
  if (any || &table == &other) return drift::ColumnKind::kNumber;
  return KindOf(other, other_column, other, other_column);
}

absl::StatusOr<drift::Column> ReadColumn(const CsvTable& table, size_t at, drift::ColumnKind kind) {
  drift::Column column{.name = table.columns()[at], .kind = kind, .numbers = {}, .categories = {}};
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::string_view cell = table.at(row, at);
    if (kind == drift::ColumnKind::kCategory) {
      column.categories.emplace_back(training::IsMissing(cell) ? std::string_view() : cell);
      continue;
    }
    const auto number = NumberOrMissing(cell);
    if (!number.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat(table.Where(row, at), ": \"", std::string(cell),
                                                     "\" is no number, and the reference has numbers here"));
    }
    column.numbers.push_back(*number);
  }
  return column;
}

absl::Status CheckRows(const CsvTable& table) {
  if (table.rows() > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(table.name(), ":2: expected rows under the header, found none"));
}

}  // namespace

absl::StatusOr<DriftColumns> ReadDriftColumns(const CsvTable& reference, const CsvTable& current,
                                              const std::set<std::string>& left_out) {
  for (const CsvTable* table : {&reference, &current}) {
    if (absl::Status s = CheckRows(*table); !s.ok()) return s;
  }
  DriftColumns columns;
  for (size_t at = 0; at < reference.columns().size(); ++at) {
    if (left_out.contains(reference.columns()[at])) continue;
    const auto there = current.Require(reference.columns()[at]);
    if (!there.ok()) return there.status();
    const drift::ColumnKind kind = KindOf(reference, at, current, *there);
    auto ours = ReadColumn(reference, at, kind);
    if (!ours.ok()) return ours.status();
    auto theirs = ReadColumn(current, *there, kind);
    if (!theirs.ok()) return theirs.status();
    columns.reference.push_back(*std::move(ours));
    columns.current.push_back(*std::move(theirs));
  }
  if (columns.reference.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(reference.name(), ":1: no column is left to compare"));
  }
  return columns;
}

}  // namespace yachay::cli
