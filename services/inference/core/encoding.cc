#include "core/encoding.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/loaded_model.h"

namespace yachay::inference {
namespace {

std::string Path(size_t column) { return absl::StrCat("features.columns[", column, "]"); }

std::string Names(const models::Encoder& encoder) {
  return absl::StrJoin(encoder.features(), ", ", [](std::string* out, const models::Feature& feature) {
    absl::StrAppend(out, feature.name);
  });
}

std::string Quoted(const NamedColumn& column) { return absl::StrCat("\"", std::string(column.name), "\""); }

// What is wrong with the column as a column of this feature; empty when nothing is.
std::string Misfit(const models::Feature& feature, const NamedColumn& column) {
  const bool number = feature.kind == models::FeatureKind::kNumber;
  if (!column.numbers.empty() && !column.texts.empty()) {
    return absl::StrCat(Quoted(column), " has both numbers and texts; expected ",
                        number ? "numbers" : "texts");
  }
  if (number && !column.texts.empty()) {
    return absl::StrCat(Quoted(column),
                        " has texts; it is a number: fill `numbers`, NaN where it is missing");
  }
  if (!number && !column.numbers.empty()) {
    return absl::StrCat(Quoted(column),
                        " has numbers; it is a category: fill `texts`, \"\" where it is missing");
  }
  return "";
}

class Binder {
 public:
  Binder(const LoadedModel& model, absl::Span<const NamedColumn> columns)
      : encoder_(model.encoder()), columns_(columns), column_of_(model.num_features(), nullptr) {}

  std::vector<Violation> Bind() {
    if (columns_.empty())
      return {{"features.columns", "no column; expected at least one of: " + Names(encoder_)}};
    for (const NamedColumn& column : columns_) rows_ = std::max(rows_, column.size());
    for (size_t i = 0; i < columns_.size(); ++i) BindColumn(i);
    if (rows_ == 0) Add("features.columns", "no row; expected 1 to 10,000 values in each column");
    if (rows_ > kMaxRows) {
      Add("features.columns",
          absl::StrCat(rows_, " rows; expected at most ", kMaxRows, ": split the request"));
    }
    return std::move(violations_);
  }

  size_t rows() const { return rows_; }
  // By feature; nullptr where the caller gave none.
  absl::Span<const NamedColumn* const> column_of() const { return column_of_; }

 private:
  void BindColumn(size_t i) {
    const NamedColumn& column = columns_[i];
    const std::optional<size_t> feature = encoder_.Find(column.name);
    if (!feature.has_value()) {
      Add(absl::StrCat(Path(i), ".name"),
          absl::StrCat(Quoted(column), " is no feature of the model; expected one of: ", Names(encoder_)));
      return;
    }
    if (column_of_[*feature] != nullptr) {
      Add(absl::StrCat(Path(i), ".name"),
          absl::StrCat(Quoted(column), " comes twice; expected each name once"));
    }
    column_of_[*feature] = &column;
    std::string misfit = Misfit(encoder_.features()[*feature], column);
    if (!misfit.empty()) return Add(Path(i), std::move(misfit));
    if (column.size() != rows_) {
      Add(Path(i),
          absl::StrCat(Quoted(column), " has ", column.size(), " values; the longest column has ", rows_));
    }
  }

  void Add(std::string field, std::string description) {
    violations_.push_back({std::move(field), std::move(description)});
  }

  const models::Encoder& encoder_;
  const absl::Span<const NamedColumn> columns_;
  absl::InlinedVector<const NamedColumn*, 32> column_of_;
  std::vector<Violation> violations_;
  size_t rows_ = 0;
};

// REQUIRES: Misfit found nothing, so neither encoding can fail.
void EncodeColumn(const models::Encoder& encoder, size_t feature, const NamedColumn& column,
                  EncodedRows& out) {
  const size_t stride = encoder.size();
  float* to = out.values.data() + feature;
  for (const double number : column.numbers) {
    *to = encoder.EncodeNumber(feature, number).value_or(models::kMissing);
    to += stride;
  }
  for (const std::string* text : column.texts) {
    float& value = *to;
    to += stride;
    if (text->empty()) continue;  // missing, and not worth counting
    const models::Encoded encoded = encoder.EncodeCategory(feature, *text).value_or(models::Encoded{});
    value = encoded.value;
    out.unseen_categories += encoded.unseen ? 1 : 0;
  }
}

}  // namespace

std::vector<Violation> EncodeRows(const LoadedModel& model, absl::Span<const NamedColumn> columns,
                                  EncodedRows& out) {
  Binder binder(model, columns);
  std::vector<Violation> violations = binder.Bind();
  if (!violations.empty()) return violations;

  out.rows = binder.rows();
  out.unseen_categories = 0;
  out.values.assign(out.rows * model.num_features(), models::kMissing);
  for (size_t feature = 0; feature < model.num_features(); ++feature) {
    const NamedColumn* column = binder.column_of()[feature];
    if (column != nullptr) EncodeColumn(model.encoder(), feature, *column, out);
  }
  return {};
}

}  // namespace yachay::inference
