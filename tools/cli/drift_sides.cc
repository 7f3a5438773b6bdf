#include "cli/drift_sides.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/drift_columns.h"

namespace yachay::cli {
namespace {

struct ReferenceSide {
  drift::Reference reference;
  std::vector<drift::Column> columns;
};

absl::Status In(const std::string& file, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", status.message()));
}

absl::StatusOr<ReferenceSide> ReadJson(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": no such file, or it cannot be read"));
  std::stringstream text;
  text << file.rdbuf();
  auto reference = drift::Reference::FromJson(text.str());
  if (!reference.ok()) return In(path, reference.status());
  return ReferenceSide{*std::move(reference), {}};
}

// A column without any value goes by what the other file has there.
DriftKinds KindsOf(const std::vector<drift::Column>& columns) {
  DriftKinds kinds;
  for (const drift::Column& column : columns) {
    const auto has_number = [](double value) { return value == value; };
    if (column.kind == drift::ColumnKind::kCategory ||
        std::any_of(column.numbers.begin(), column.numbers.end(), has_number)) {
      kinds[column.name] = column.kind;
    }
  }
  return kinds;
}

absl::StatusOr<ReferenceSide> ReadCsv(const std::string& path, const training::CsvTable& current,
                                      const std::set<std::string>& left_out) {
  const auto table = training::CsvTable::Read(path, {.fingerprint = false});
  if (!table.ok()) return table.status();
  auto columns = ReadDriftColumns(*table, left_out, {});
  if (columns.empty())
    return absl::InvalidArgumentError(absl::StrCat(path, ":1: no column is left to compare"));
  DriftKinds kinds = KindsOf(columns);
  if (kinds.size() < columns.size()) {
    const DriftKinds of_current = KindsOf(ReadDriftColumns(current, left_out, {}));
    kinds.insert(of_current.begin(), of_current.end());  // keeps those that are there
    columns = ReadDriftColumns(*table, left_out, kinds);
  }
  auto reference = drift::Reference::FromColumns(columns);
  if (!reference.ok()) return In(path, reference.status());
  return ReferenceSide{*std::move(reference), std::move(columns)};
}

}  // namespace

absl::StatusOr<DriftSides> ReadDriftSides(const DriftCompareOptions& options) {
  std::set<std::string> left_out(options.ids.begin(), options.ids.end());
  left_out.insert(options.target);
  auto current = training::CsvTable::Read(options.current, {.empty_ok = true, .fingerprint = false});
  if (!current.ok()) return current.status();
  auto reference = absl::EndsWith(options.reference, ".json")
                       ? ReadJson(options.reference)
                       : ReadCsv(options.reference, *current, left_out);
  if (!reference.ok()) return reference.status();
  DriftKinds kinds;
  for (const drift::ColumnCounts& column : reference->reference.columns())
    kinds[column.name()] = column.kind();
  auto columns = ReadDriftColumns(*current, left_out, kinds);
  auto window = columns.empty() || current->rows() == 0 ? drift::Window::Like(reference->reference)
                                                        : drift::Window::FromColumns(columns);
  if (!window.ok()) return In(options.current, window.status());
  return DriftSides{std::move(reference->reference), *std::move(window), std::move(reference->columns),
                    std::move(columns), *std::move(current)};
}

}  // namespace yachay::cli
