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
  if (const auto number = training::ParseNumber(cell)) return number;
  return training::IsMissing(cell) || IsInfinite(cell) ? std::optional(kMissing) : std::nullopt;
}

// nullopt when a cell is text.
std::optional<drift::Column> ReadNumbers(const CsvTable& table, size_t at) {
  drift::Column column{.name = table.columns()[at], .numbers = {}, .categories = {}};
  column.numbers.reserve(table.rows());
  for (size_t row = 0; row < table.rows(); ++row) {
    const auto number = NumberOrMissing(table.at(row, at));
    if (!number.has_value()) return std::nullopt;
    column.numbers.push_back(*number);
  }
  return column;
}

drift::Column ReadCategories(const CsvTable& table, size_t at) {
  drift::Column column{
      .name = table.columns()[at], .kind = drift::ColumnKind::kCategory, .numbers = {}, .categories = {}};
  column.categories.reserve(table.rows());
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::string_view cell = table.at(row, at);
    column.categories.emplace_back(training::IsMissing(cell) ? std::string_view() : cell);
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
    const bool category = wanted != kinds.end() && wanted->second == drift::ColumnKind::kCategory;
    auto numbers = category ? std::nullopt : ReadNumbers(table, at);
    columns.push_back(numbers.has_value() ? *std::move(numbers) : ReadCategories(table, at));
  }
  return columns;
}

}  // namespace yachay::cli
