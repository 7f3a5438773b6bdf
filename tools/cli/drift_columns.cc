#include "cli/drift_columns.h"

#include <limits>
#include <optional>

#include "absl/strings/ascii.h"

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

bool HoldsText(const CsvTable& table, size_t column) {
  for (size_t row = 0; row < table.rows(); ++row) {
    if (!NumberOrMissing(table.at(row, column)).has_value()) return true;
  }
  return false;
}

drift::Column ReadColumn(const CsvTable& table, size_t at, drift::ColumnKind kind) {
  drift::Column column{.name = table.columns()[at], .kind = kind, .numbers = {}, .categories = {}};
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::string_view cell = table.at(row, at);
    if (kind == drift::ColumnKind::kNumber) {
      column.numbers.push_back(*NumberOrMissing(cell));
    } else {
      column.categories.emplace_back(training::IsMissing(cell) ? std::string_view() : cell);
    }
  }
  return column;
}

}  // namespace

std::vector<drift::Column> ReadDriftColumns(const CsvTable& table, const std::set<std::string>& left_out,
                                            const DriftKinds& kinds) {
  std::vector<drift::Column> columns;
  for (size_t at = 0; at < table.columns().size(); ++at) {
    const std::string& name = table.columns()[at];
    if (left_out.contains(name)) continue;
    const auto wanted = kinds.find(name);
    const bool category =
        (wanted != kinds.end() && wanted->second == drift::ColumnKind::kCategory) || HoldsText(table, at);
    columns.push_back(
        ReadColumn(table, at, category ? drift::ColumnKind::kCategory : drift::ColumnKind::kNumber));
  }
  return columns;
}

}  // namespace yachay::cli
