// InferSchema: what the columns of a file are.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "training/table_reader.h"

namespace yachay::training {
namespace {

// Nine of ten filled cells must be numbers for a column to be one.
constexpr size_t kNumbersOfTen = 9;

absl::StatusOr<models::Feature> InferFeature(const CsvTable& table, size_t column, size_t max_categories) {
  size_t filled = 0;
  size_t numbers = 0;
  std::set<std::string_view> values;
  for (size_t r = 0; r < table.rows(); ++r) {
    const std::string_view cell = table.at(r, column);
    if (IsMissing(cell)) continue;
    ++filled;
    if (ParseNumber(cell)) {
      ++numbers;
    }
    if (values.size() <= max_categories) values.insert(cell);
  }
  models::Feature feature{table.columns()[column]};
  if (filled == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        table.Where(0, column), ": no row has a value in this column; expected numbers or text"));
  }
  if (numbers * 10 >= filled * kNumbersOfTen) return feature;
  if (values.size() > max_categories) {
    return absl::InvalidArgumentError(absl::StrCat(table.Where(0, column), ": text with more than ",
                                                   max_categories,
                                                   " different values; expected numbers or categories"));
  }
  feature.kind = models::FeatureKind::kCategory;
  feature.categories.assign(values.begin(), values.end());
  return feature;
}

struct ClassRows {
  size_t count = 0;
  size_t first_row = 0;
};

absl::StatusOr<std::vector<std::string>> InferClasses(const CsvTable& table, size_t column,
                                                      const InferOptions& options) {
  std::map<std::string, ClassRows> found;
  for (size_t r = 0; r < table.rows(); ++r) {
    const std::string_view cell = table.at(r, column);
    if (IsMissing(cell)) continue;
    ClassRows& rows = found[std::string(cell)];
    if (rows.count++ == 0) rows.first_row = r;
  }
  std::vector<std::string> common;
  for (const auto& [name, rows] : found) {
    if (rows.count >= options.min_rows_per_class) common.push_back(name);
  }
  const auto& known = options.classes.empty() ? common : options.classes;
  for (const auto& [name, rows] : found) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        table.Where(rows.first_row, column), ": unknown class '", name, "' (", rows.count,
        " rows), expected ",
        known.empty() ? "at least " + std::to_string(options.min_rows_per_class) + " rows of each class"
                      : "one of " + absl::StrJoin(known, ", ")));
  }
  if (known.size() < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat(table.Where(0, column), ": expected at least two classes to learn, got ", known.size()));
  }
  return known;
}

}  // namespace

absl::StatusOr<Schema> InferSchema(const CsvTable& table, const InferOptions& options) {
  const auto target = table.Require(options.target);
  if (!target.ok()) return target.status();
  Schema schema{options.id, options.target, {}, {}};
  if (!options.id.empty() && !table.Find(options.id)) {
    if (!options.optional_id) return table.Require(options.id).status();
    schema.id.clear();
  }
  auto classes = InferClasses(table, *target, options);
  if (!classes.ok()) return classes.status();
  schema.classes = *std::move(classes);
  for (size_t column = 0; column < table.columns().size(); ++column) {
    const auto& name = table.columns()[column];
    const bool ignored =
        std::find(options.ignored.begin(), options.ignored.end(), name) != options.ignored.end();
    if (column == *target || name == schema.id || ignored) continue;
    auto feature = InferFeature(table, column, options.max_categories);
    if (!feature.ok()) return feature.status();
    schema.features.push_back(*std::move(feature));
  }
  if (schema.features.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(table.name(), ":1: expected columns beside id and target"));
  }
  return schema;
}

}  // namespace yachay::training
