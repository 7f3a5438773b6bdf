#include "drift/reference.h"

#include "drift/counts_json.h"

namespace yachay::drift {
namespace {

constexpr std::string_view kFormat = "yachay.drift.reference/1";

}  // namespace

absl::StatusOr<Reference> Reference::FromColumns(const std::vector<Column>& columns) {
  auto table = TableFromColumns(columns);
  if (!table.ok()) return table.status();
  return Reference(std::move(table->columns), table->rows);
}

absl::StatusOr<Reference> Reference::FromJson(std::string_view json) {
  auto table = TableFromJson(json, kFormat);
  if (!table.ok()) return table.status();
  if (table->columns.empty() || table->rows == 0) {
    return absl::InvalidArgumentError("a reference needs at least one column and one row");
  }
  Reference reference(std::move(table->columns), table->rows);
  reference.set_sensitivity(std::move(table->sensitivity));
  return reference;
}

std::string Reference::ToJson() const { return TableToJson({columns_, rows_, sensitivity_}, kFormat); }

const ColumnCounts* Reference::Find(std::string_view name) const {
  for (const ColumnCounts& column : columns_) {
    if (column.name() == name) return &column;
  }
  return nullptr;
}

}  // namespace yachay::drift
