#include "drift/window.h"

#include "absl/strings/str_cat.h"
#include "drift/counts_json.h"
#include "drift/reference.h"

namespace yachay::drift {
namespace {

constexpr std::string_view kFormat = "yachay.drift.window/1";

bool Fits(const Value& value, ColumnKind kind) {
  if (std::holds_alternative<std::monostate>(value)) return true;
  return std::holds_alternative<double>(value) == (kind == ColumnKind::kNumber);
}

}  // namespace

Window Window::Like(const Reference& reference) {
  std::vector<ColumnCounts> columns;
  for (const ColumnCounts& column : reference.columns()) {
    columns.emplace_back(column.name(), column.kind(), ColumnCounts::kStreamDistinct);
  }
  return Window(std::move(columns));
}

absl::StatusOr<Window> Window::FromColumns(const std::vector<Column>& columns) {
  auto table = TableFromColumns(columns);
  if (!table.ok()) return table.status();
  return Window(std::move(table->columns), table->rows);
}

absl::StatusOr<Window> Window::FromJson(std::string_view json) {
  auto table = TableFromJson(json, kFormat);
  if (!table.ok()) return table.status();
  return Window(std::move(table->columns), table->rows);
}

std::string Window::ToJson() const { return TableToJson({columns_, rows_}, kFormat); }

absl::Status Window::Add(absl::Span<const Value> row) {
  if (row.size() != columns_.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a row of ", row.size(), " values, expected ", columns_.size()));
  }
  for (size_t i = 0; i < row.size(); ++i) {
    if (!Fits(row[i], columns_[i].kind())) {
      return absl::InvalidArgumentError(
          absl::StrCat(columns_[i].name(), ": expected a ", Name(columns_[i].kind())));
    }
  }
  for (size_t i = 0; i < row.size(); ++i) {
    if (const auto* number = std::get_if<double>(&row[i])) {
      columns_[i].Add(*number);
    } else if (const auto* text = std::get_if<std::string>(&row[i])) {
      columns_[i].Add(*text);
    } else {
      columns_[i].AddMissing();
    }
  }
  ++rows_;
  return absl::OkStatus();
}

absl::Status Window::Merge(const Window& other) {
  std::vector<ColumnCounts> merged = columns_;
  if (merged.size() != other.columns_.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot merge a window of ", other.columns_.size(), " columns into ", merged.size()));
  }
  for (size_t i = 0; i < merged.size(); ++i) {
    if (absl::Status s = merged[i].Merge(other.columns_[i]); !s.ok()) return s;
  }
  columns_ = std::move(merged);
  rows_ += other.rows_;
  return absl::OkStatus();
}

const ColumnCounts* Window::Find(std::string_view name) const {
  for (const ColumnCounts& column : columns_) {
    if (column.name() == name) return &column;
  }
  return nullptr;
}

}  // namespace yachay::drift
