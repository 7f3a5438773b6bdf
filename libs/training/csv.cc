#include "training/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/manifest.h"

namespace yachay::training {

// Walks the text once. Quoted fields are unescaped in place: they only get shorter.
class CsvParser {
 public:
  CsvParser(CsvTable& table, const CsvOptions& options)
      : table_(table), options_(options), at_(table.text_->data()), end_(at_ + table.text_->size()) {}

  absl::Status Run() {
    if (end_ - at_ >= 3 && std::memcmp(at_, "\xEF\xBB\xBF", 3) == 0) at_ += 3;
    if (std::all_of(at_, end_, [](char c) { return c == '\n' || c == '\r' || c == ' '; })) {
      return Error(1, 0, "the file is empty, expected a header with the names of the columns");
    }
    if (auto status = Header(); !status.ok()) return status;
    if (options_.first_line > 0) line_ = options_.first_line;
    Reserve();
    while (at_ < end_) {
      if (auto status = Row(); !status.ok()) return status;
    }
    if (table_.rows() == 0 && !options_.empty_ok)
      return Error(line_, 0, "the file ends after the header, expected at least one row");
    return absl::OkStatus();
  }

 private:
  absl::Status Error(size_t line, size_t column, const std::string& what) const {
    const auto& names = table_.columns_;
    const std::string name = column < names.size() ? absl::StrCat(" (", names[column], ")") : "";
    return absl::InvalidArgumentError(
        absl::StrCat(table_.name_, ":", line, ":", column + 1, name, ": ", what));
  }

  // A cell is a byte at least: a file of line ends alone claims no more than its own size in cells.
  void Reserve() {
    const auto lines = static_cast<size_t>(std::count(at_, end_, '\n')) + 1;
    table_.lines_.reserve(lines);
    table_.cells_.reserve(std::min(lines * table_.columns_.size(), static_cast<size_t>(end_ - at_) + 1));
  }

  absl::Status Header() {
    bool last = false;
    while (!last) {
      std::string_view cell;
      if (auto status = Field(table_.columns_.size(), cell, last); !status.ok()) return status;
      const size_t column = table_.columns_.size();
      if (cell.empty()) return Error(1, column, "a column without a name, expected a name");
      if (table_.Find(cell))
        return Error(1, column, absl::StrCat("a second column named '", std::string(cell), "'"));
      if (column >= options_.max_columns) {
        return Error(1, column, absl::StrCat("expected at most ", options_.max_columns, " columns"));
      }
      table_.columns_.emplace_back(cell);
    }
    return absl::OkStatus();
  }

  absl::Status Row() {
    const size_t columns = table_.columns_.size();
    if (columns > 1 && SkipBlankLine()) return absl::OkStatus();
    const size_t line = line_;
    size_t fields = 0;
    for (bool last = false; !last; ++fields) {
      std::string_view cell;
      if (auto status = Field(fields, cell, last); !status.ok()) return status;
      if (fields < columns) table_.cells_.push_back(cell);
      if (fields >= columns && !options_.uneven) return Uneven(line, fields + 1);
    }
    if (fields != columns) {
      if (auto status = Uneven(line, fields); !status.ok()) return status;
    }
    table_.lines_.push_back(line);
    return absl::OkStatus();
  }

  absl::Status Uneven(size_t line, size_t fields) {
    const size_t columns = table_.columns_.size();
    const std::string what =
        fields > columns ? absl::StrCat("too many fields, expected ", columns)
                         : absl::StrCat("the row ends after ", fields, " fields, expected ", columns,
                                        " from ", table_.columns_.front(), " to ", table_.columns_.back());
    if (!options_.uneven) return Error(line, std::min(fields, columns), what);
    options_.uneven(table_.rows(), what);
    for (; fields < columns; ++fields) table_.cells_.emplace_back();
    return absl::OkStatus();
  }

  bool SkipBlankLine() {
    const char* p = at_;
    if (p < end_ && *p == '\r') ++p;
    if (p < end_ && *p != '\n') return false;
    at_ = const_cast<char*>(std::min<const char*>(p + 1, end_));
    ++line_;
    return true;
  }

  // One field and what ends it; `last` says that it was the row's last.
  absl::Status Field(size_t column, std::string_view& cell, bool& last) {
    const size_t line = line_;
    const bool quoted = at_ < end_ && *at_ == '"';
    if (auto status = quoted ? Quoted(column, cell) : Plain(column, cell); !status.ok()) return status;
    if (cell.size() > options_.max_field_bytes) {
      return Error(
          line, column,
          absl::StrCat("a field of ", cell.size(), " bytes, expected at most ", options_.max_field_bytes));
    }
    if (has_zero_ && cell.find('\0') != std::string_view::npos)
      return Error(line, column, "a zero byte, expected text");
    if (at_ < end_ && *at_ == options_.separator) {
      ++at_;
      last = false;
      return absl::OkStatus();
    }
    if (at_ < end_ && *at_ == '\r') ++at_;
    if (at_ < end_ && *at_ != '\n') {
      return Error(line_, column,
                   "text after the closing quote, expected a separator or the end of the line");
    }
    if (at_ < end_) ++at_;
    ++line_;
    last = true;
    return absl::OkStatus();
  }

  absl::Status Plain(size_t column, std::string_view& cell) {
    const char* begin = at_;
    while (at_ < end_ && *at_ != options_.separator && *at_ != '\n') {
      if (*at_ == '"')
        return Error(line_, column, "a quote inside a field without quotes, expected \"\" in quotes");
      ++at_;
    }
    if (at_ > begin && at_[-1] == '\r' && (at_ == end_ || *at_ == '\n')) --at_;
    cell = std::string_view(begin, static_cast<size_t>(at_ - begin));
    return absl::OkStatus();
  }

  absl::Status Quoted(size_t column, std::string_view& cell) {
    const size_t line = line_;
    char* out = ++at_;
    const char* begin = at_;
    for (; at_ < end_; ++at_) {
      if (*at_ == '\n') ++line_;
      if (*at_ == '"') {
        ++at_;
        if (at_ == end_ || *at_ != '"') {
          cell = std::string_view(begin, static_cast<size_t>(out - begin));
          return absl::OkStatus();
        }
      }
      *out++ = *at_;
    }
    return Error(line, column, "a quoted field that never ends, expected a closing quote");
  }

  CsvTable& table_;
  const CsvOptions& options_;
  char* at_;
  char* end_;
  const bool has_zero_ = table_.text_->find('\0') != std::string::npos;  // else no cell need be looked at
  size_t line_ = 1;
};

absl::StatusOr<CsvTable> CsvTable::Parse(std::string text, std::string name, const CsvOptions& options) {
  if (text.size() > options.max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": ", text.size(), " bytes, expected at most ", options.max_bytes));
  }
  CsvTable table;
  table.name_ = std::move(name);
  if (options.fingerprint) table.fingerprint_ = absl::StrCat("sha256:", models::Sha256(text));
  table.text_ = std::make_unique<std::string>(std::move(text));
  if (auto status = CsvParser(table, options).Run(); !status.ok()) return status;
  return table;
}

absl::StatusOr<CsvTable> CsvTable::Read(const std::string& path, const CsvOptions& options) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0) return absl::NotFoundError(absl::StrCat(path, ": cannot open; expected a CSV file"));
  if (static_cast<uint64_t>(size) > options.max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": expected a file of at most ", options.max_bytes, " bytes"));
  }
  std::string text(static_cast<size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), size)) return absl::UnavailableError(absl::StrCat(path, ": cannot read"));
  return Parse(std::move(text), path, options);
}

std::optional<size_t> CsvTable::Find(std::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<size_t>(found - columns_.begin());
}

absl::StatusOr<size_t> CsvTable::Require(std::string_view column) const {
  if (const auto found = Find(column)) return *found;
  return absl::NotFoundError(absl::StrCat(name_, ":1:", columns_.size() + 1, " (", std::string(column),
                                          "): the column '", std::string(column),
                                          "' is missing; the header has ", absl::StrJoin(columns_, ", ")));
}

std::string CsvTable::Where(size_t row, size_t column) const {
  return absl::StrCat(name_, ":", lines_[row], ":", column + 1, " (", columns_[column], ")");
}

namespace {

// A short run of digits, as most cells are: exact, and in half the time.
std::optional<double> ParseDigits(std::string_view cell) {
  if (cell.empty() || cell.size() > 9) return std::nullopt;
  uint32_t number = 0;
  for (const char c : cell) {
    const auto digit = static_cast<uint32_t>(c - '0');
    if (digit > 9) return std::nullopt;
    number = number * 10 + digit;
  }
  return number;
}

}  // namespace

bool IsMissing(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 4 || (cell[0] != 'N' && cell[0] != 'n')) return false;
  return cell == "NA" || cell == "N/A" || cell == "NaN" || cell == "nan" || cell == "null" || cell == "NULL";
}

std::optional<double> ParseNumber(std::string_view cell) {
  if (const auto digits = ParseDigits(cell)) return digits;
  while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
  while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
  if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') cell.remove_prefix(1);
  double number = 0;
  const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (code != std::errc() || end != cell.data() + cell.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace yachay::training
