// Any text is a table or is refused with its place; a table that is written again, every cell in quotes,
// reads the same. The first byte chooses separator and limits.
#include "training/csv.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using yachay::training::CsvOptions;
using yachay::training::CsvTable;

void Write(std::string_view cell, std::string& to) {
  to += '"';
  for (const char c : cell) to.append(c == '"' ? 2 : 1, c);
  to += '"';
}

std::string Written(const CsvTable& table, char separator) {
  std::string text;
  const size_t columns = table.columns().size();
  for (size_t column = 0; column < columns; ++column) {
    Write(table.columns()[column], text);
    text += column + 1 < columns ? separator : '\n';
  }
  for (size_t row = 0; row < table.rows(); ++row) {
    for (size_t column = 0; column < columns; ++column) {
      Write(table.at(row, column), text);
      text += column + 1 < columns ? separator : '\n';
    }
  }
  return text;
}

void CheckSame(const CsvTable& table, const CsvTable& again) {
  if (again.columns() != table.columns() || again.rows() != table.rows()) std::abort();
  for (size_t row = 0; row < table.rows(); ++row) {
    for (size_t column = 0; column < table.columns().size(); ++column) {
      const std::string_view cell = table.at(row, column);
      if (again.at(row, column) != cell) std::abort();
      const auto number = yachay::training::ParseNumber(cell);
      if (number && (!std::isfinite(*number) || yachay::training::IsMissing(cell))) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  CsvOptions options{.separator = data[0] % 2 == 0 ? ',' : ';'};
  if (data[0] % 4 >= 2) options.max_columns = 3, options.max_field_bytes = 20;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto table = CsvTable::Parse(text, "fuzz.csv", options);
  if (!table.ok()) {
    if (table.status().message().find("fuzz.csv:") != 0) std::abort();
    return 0;
  }
  if (table->columns().size() > options.max_columns || table->rows() > size) std::abort();
  const auto again = CsvTable::Parse(Written(*table, options.separator), "again.csv", options);
  if (!again.ok()) std::abort();
  CheckSame(*table, *again);
  return 0;
}
