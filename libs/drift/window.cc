#include "drift/window.h"

#include <charconv>

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

// The shortest text that reads back as this number: 1 is "1", as a file of training rows has it.
std::string AsText(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return std::string(text, end);
}

void AddValue(const Value& value, ColumnCounts& column) {
  const auto* number = std::get_if<double>(&value);
  const auto* text = std::get_if<std::string>(&value);
  const bool category = column.kind() == ColumnKind::kCategory;
  if (number != nullptr && category) {
    column.Add(AsText(*number));
  } else if (number != nullptr) {
    column.Add(*number);
  } else if (text != nullptr && category) {
    column.Add(*text);
  } else if (text != nullptr && !text->empty()) {
    column.AddMisfit();
  } else {
    column.AddMissing();
  }
}

}  // namespace

Window::Window(std::vector<ColumnCounts> columns, int64_t rows) : columns_(std::move(columns)), rows_(rows) {
  for (size_t i = 0; i < columns_.size(); ++i) index_[columns_[i].name()] = i;
}

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
  Window window(std::move(table->columns), table->rows);
  for (const auto& [name, rows] : table->unknown) window.AddUnknown(name, rows);
  return window;
}

std::string Window::ToJson() const { return TableToJson({columns_, rows_, {}, unknown_}, kFormat); }

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

void Window::AddNamed(absl::Span<const std::pair<std::string, Value>> row) {
  std::vector<const Value*> values(columns_.size(), nullptr);
  for (const auto& [name, value] : row) {
    if (const auto at = index_.find(name); at != index_.end()) {
      values[at->second] = &value;
    } else if (name != kPredictionColumn) {
      AddUnknown(name.size() <= kLongestName ? name : std::string(ColumnCounts::kOther), 1);
    }
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] == nullptr) {
      columns_[i].AddAbsent();
    } else {
      AddValue(*values[i], columns_[i]);
    }
  }
  ++rows_;
}

// What is among the first by name at the end was so at every time: none of its rows is forgotten.
void Window::AddUnknown(const std::string& name, int64_t rows) {
  unknown_[name] += rows;
  if (unknown_.size() > kMostUnknown) unknown_.erase(std::prev(unknown_.end()));
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
  for (const auto& [name, rows] : other.unknown_) AddUnknown(name, rows);
  return absl::OkStatus();
}

const ColumnCounts* Window::Find(std::string_view name) const {
  for (const ColumnCounts& column : columns_) {
    if (column.name() == name) return &column;
  }
  return nullptr;
}

}  // namespace yachay::drift
