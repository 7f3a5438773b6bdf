#include "cli/train_reference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "drift/reference.h"
#include "training/random.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

constexpr size_t kMeasuredRows = 2000;
constexpr uint64_t kSeed = 1;

drift::Column ColumnOf(const training::Dataset& data, size_t f) {
  const models::Feature& feature = data.schema.features[f];
  drift::Column column{.name = feature.name};
  const bool category = feature.kind == models::FeatureKind::kCategory;
  column.kind = category ? drift::ColumnKind::kCategory : drift::ColumnKind::kNumber;
  for (size_t r = 0; r < data.rows(); ++r) {
    const float value = data.row(r)[f];
    if (!category) {
      column.numbers.push_back(static_cast<double>(value));
    } else {
      column.categories.push_back(std::isnan(value) ? "" : feature.categories[static_cast<size_t>(value)]);
    }
  }
  return column;
}

// Class per row.
std::vector<size_t> Predicted(const scoring::Scorer& scorer, const training::Dataset& data) {
  const std::vector<float> scores = training::Score(scorer, data);
  const auto outputs = static_cast<std::ptrdiff_t>(scorer.num_outputs());
  std::vector<size_t> classes;
  for (auto row = scores.begin(); row != scores.end(); row += outputs) {
    classes.push_back(static_cast<size_t>(std::max_element(row, row + outputs) - row));
  }
  return classes;
}

training::Dataset SomeRows(const training::Dataset& data) {
  if (data.rows() <= kMeasuredRows) return data;
  std::vector<uint8_t> mask(data.rows(), 0);
  for (size_t i = 0; i < kMeasuredRows; ++i) mask[i * data.rows() / kMeasuredRows] = 1;
  return training::Where(data, mask, 1);
}

std::map<std::string, double> Sensitivity(const training::Dataset& data, const scoring::Scorer& scorer) {
  const training::Dataset rows = SomeRows(data);
  const std::vector<size_t> before = Predicted(scorer, rows);
  training::Random random(kSeed);
  std::vector<size_t> order(rows.rows());
  std::iota(order.begin(), order.end(), size_t{0});
  std::map<std::string, double> sensitivity;
  for (size_t f = 0; f < rows.width(); ++f) {
    training::Dataset shuffled = rows;
    random.Shuffle(order);
    for (size_t r = 0; r < rows.rows(); ++r) shuffled.values[r * rows.width() + f] = rows.row(order[r])[f];
    const std::vector<size_t> after = Predicted(scorer, shuffled);
    double changed = 0;
    for (size_t r = 0; r < rows.rows(); ++r) changed += before[r] != after[r] ? 1 : 0;
    sensitivity[rows.schema.features[f].name] = changed / static_cast<double>(rows.rows());
  }
  return sensitivity;
}

}  // namespace

std::vector<drift::Column> ColumnsWithPrediction(const training::Dataset& rows,
                                                 const scoring::Scorer& scorer) {
  std::vector<drift::Column> columns;
  for (size_t f = 0; f < rows.width(); ++f) columns.push_back(ColumnOf(rows, f));
  drift::Column prediction{.name = std::string(drift::kPredictionColumn),
                           .kind = drift::ColumnKind::kCategory};
  for (const size_t c : Predicted(scorer, rows)) prediction.categories.push_back(rows.schema.classes[c]);
  columns.push_back(std::move(prediction));
  return columns;
}

absl::StatusOr<std::string> ReferenceJson(const training::Dataset& rows, const scoring::Scorer& scorer) {
  auto reference = drift::Reference::FromColumns(ColumnsWithPrediction(rows, scorer));
  if (!reference.ok()) return reference.status();
  reference->set_sensitivity(Sensitivity(rows, scorer));
  return reference->ToJson();
}

}  // namespace yachay::cli
