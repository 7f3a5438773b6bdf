#include "cli/features_labels.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "training/csv.h"

namespace yachay::cli {
namespace {

constexpr std::size_t kMaxLearnerId = 64;

absl::Status Refuse(const training::CsvTable& table, std::size_t row, std::size_t column,
                    const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(table.Where(row, column), ": ", what, ", found \"",
                                                 std::string(table.at(row, column)), "\""));
}

struct Columns {
  std::size_t learner, as_of, label;
  std::optional<std::size_t> position;
};

absl::StatusOr<Columns> FindColumns(const training::CsvTable& table, feature_store::Cut cut) {
  const auto learner = table.Require("learner_id"), as_of = table.Require("as_of_ms"),
             label = table.Require("label");
  for (const auto* column : {&learner, &as_of, &label}) {
    if (!column->ok()) return column->status();
  }
  Columns columns{*learner, *as_of, *label, std::nullopt};
  if (cut != feature_store::Cut::kPosition) return columns;
  const auto position = table.Require("position");
  if (!position.ok()) return position.status();
  columns.position = *position;
  return columns;
}

absl::StatusOr<feature_store::Label> ReadRow(const training::CsvTable& table, std::size_t row,
                                             const Columns& columns) {
  feature_store::Label label;
  label.learner_id = std::string(table.at(row, columns.learner));
  if (label.learner_id.empty() || label.learner_id.size() > kMaxLearnerId)
    return Refuse(table, row, columns.learner, "expected 1 to 64 characters");
  if (!absl::SimpleAtoi(std::string(table.at(row, columns.as_of)), &label.as_of_ms))
    return Refuse(table, row, columns.as_of, "expected milliseconds since 1970 UTC");
  if (!columns.position) return label;
  auto offsets = ParseOffsets(table.at(row, *columns.position));
  if (!offsets.ok()) return Refuse(table, row, *columns.position, std::string(offsets.status().message()));
  label.offsets = *std::move(offsets);
  return label;
}

}  // namespace

absl::StatusOr<feature_store::MinOffsets> ParseOffsets(std::string_view text) {
  feature_store::MinOffsets offsets;
  for (const absl::string_view part : absl::StrSplit(std::string(text), ' ', absl::SkipEmpty())) {
    const std::vector<std::string> pair = absl::StrSplit(part, ':');
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    if (pair.size() != 2 || !absl::SimpleAtoi(pair[0], &partition) || !absl::SimpleAtoi(pair[1], &offset) ||
        partition < 0 || offset < -1) {
      return absl::InvalidArgumentError("expected partition:offset, several separated by spaces");
    }
    offsets[partition] = offset;
  }
  return offsets;
}

absl::StatusOr<LabelTable> ReadLabels(const std::string& path, feature_store::Cut cut) {
  const auto table = training::CsvTable::Read(path);
  if (!table.ok()) return table.status();
  const auto columns = FindColumns(*table, cut);
  if (!columns.ok()) return columns.status();
  LabelTable out;
  out.fingerprint = table->fingerprint();
  for (std::size_t row = 0; row < table->rows(); ++row) {
    auto label = ReadRow(*table, row, *columns);
    if (!label.ok()) return label.status();
    out.labels.push_back(*std::move(label));
    out.values.emplace_back(table->at(row, columns->label));
  }
  return out;
}

}  // namespace yachay::cli
