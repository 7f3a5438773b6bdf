// A CSV file in memory (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes; LF or CRLF; a
// UTF-8 byte order mark is skipped). The first record names the columns.
//
//   auto table = CsvTable::Read("players.csv");
//   size_t age = *table->Find("Age");
//   for (size_t r = 0; r < table->rows(); ++r) Use(table->at(r, age));
//
// Errors are InvalidArgument (NotFound when the file is not there) and say `file:line:column (name)`, what
// stood there and what was expected. Views stay valid as long as the table lives, also after a move.
#ifndef TRAINING_CSV_H_
#define TRAINING_CSV_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yachay::training {

struct CsvOptions {
  char separator = ',';
  size_t max_bytes = size_t{1} << 30;        // of the file
  size_t max_columns = 4096;                 // of the header
  size_t max_field_bytes = size_t{1} << 20;  // of one field
  size_t first_line = 0;  // of the first row, for messages, when the text is a header and a later part of its
                          // file; 0: the line after the header
  bool empty_ok = false;  // a header without rows is a table of none, and no error
  bool fingerprint = true;  // false: leave it empty, which saves its time
  // A row with too few or too many fields: told here, and kept with empty cells or without its surplus. Not
  // set: an error.
  std::function<void(size_t row, const std::string& what)> uneven = {};
};

class CsvTable {
 public:
  static absl::StatusOr<CsvTable> Read(const std::string& path, const CsvOptions& options = {});
  // `name` stands for the path in messages.
  static absl::StatusOr<CsvTable> Parse(std::string text, std::string name, const CsvOptions& options = {});

  const std::string& name() const { return name_; }
  const std::vector<std::string>& columns() const { return columns_; }
  size_t rows() const { return lines_.size(); }
  std::string_view at(size_t row, size_t column) const { return cells_[row * columns_.size() + column]; }

  std::optional<size_t> Find(std::string_view column) const;
  // NotFound with the file, line 1 and the columns that there are.
  absl::StatusOr<size_t> Require(std::string_view column) const;

  // "players.csv:17:3 (Gender)": where a cell stands; lines and columns from 1.
  std::string Where(size_t row, size_t column) const;
  size_t line(size_t row) const { return lines_[row]; }

  // "sha256:…" of the bytes as read.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  friend class CsvParser;

  std::string name_;
  std::string fingerprint_;
  std::unique_ptr<std::string> text_;  // owns what cells_ point to, also after a move
  std::vector<std::string> columns_;
  std::vector<std::string_view> cells_;
  std::vector<size_t> lines_;
};

// Whether a cell says "no value": empty, NA, N/A, NaN, nan, null or NULL.
bool IsMissing(std::string_view cell);

// The finite number that the cell holds (spaces around it allowed); nullopt for everything else.
std::optional<double> ParseNumber(std::string_view cell);

}  // namespace yachay::training

#endif  // TRAINING_CSV_H_
