#include "training/table_reader.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/encoder.h"

namespace yachay::training {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);
constexpr int kNoLabel = -1;

class Reader {
 public:
  Reader(const CsvTable& table, const Schema& schema, Target target)
      : table_(table), encoder_(schema.features), target_(target) {
    data_.schema = schema;
    data_.fingerprint = table.fingerprint();
  }

  absl::StatusOr<Dataset> Run() {
    if (auto status = FindColumns(); !status.ok()) return status;
    absl::flat_hash_set<std::string> ids;
    data_.values.reserve(table_.rows() * columns_.size());
    for (size_t r = 0; r < table_.rows(); ++r) {
      const size_t before = data_.rows();
      if (auto status = Row(r); !status.ok()) return status;
      const bool added = target_ == Target::kRequired && data_.rows() > before;
      if (added && id_ != kNone && !ids.insert(data_.ids.back()).second) ++data_.cleaning.duplicate_ids;
    }
    data_.cleaning.rows_read = table_.rows();
    if (data_.rows() == 0) {
      return absl::InvalidArgumentError(absl::StrCat(table_.Where(0, label_),
                                                     ": no row has a target; expected one of ",
                                                     absl::StrJoin(data_.schema.classes, ", ")));
    }
    return std::move(data_);
  }

 private:
  absl::Status FindColumns() {
    if (!data_.schema.id.empty()) {
      const auto id = table_.Require(data_.schema.id);
      if (!id.ok()) return id.status();
      id_ = *id;
    }
    const auto label = table_.Require(data_.schema.target);
    if (!label.ok() && target_ == Target::kRequired) return label.status();
    label_ = label.ok() ? *label : kNone;
    for (const models::Feature& feature : data_.schema.features) {
      const auto column = table_.Require(feature.name);
      if (!column.ok()) return column.status();
      columns_.push_back(*column);
    }
    return absl::OkStatus();
  }

  absl::Status Row(size_t r) {
    const auto label = Label(r);
    if (!label.ok()) return label.status();
    for (size_t f = 0; f < columns_.size(); ++f) {
      const auto value = Cell(r, f);
      if (!value.ok()) return value.status();
      data_.values.push_back(*value);
    }
    if (*label == kNoLabel && target_ == Target::kRequired) {
      ++data_.cleaning.rows_without_target;
      data_.values.resize(data_.values.size() - columns_.size());
      return absl::OkStatus();
    }
    data_.labels.push_back(*label);
    data_.ids.push_back(id_ == kNone ? std::to_string(r + 1) : std::string(table_.at(r, id_)));
    return absl::OkStatus();
  }

  absl::StatusOr<int> Label(size_t r) const {
    if (label_ == kNone) return kNoLabel;
    const std::string_view cell = table_.at(r, label_);
    if (IsMissing(cell)) return kNoLabel;
    const auto& classes = data_.schema.classes;
    const auto found = std::find(classes.begin(), classes.end(), cell);
    if (found != classes.end()) return static_cast<int>(found - classes.begin());
    return Wrong(r, label_, "unknown class", absl::StrCat("one of ", absl::StrJoin(classes, ", ")));
  }

  absl::StatusOr<float> Cell(size_t r, size_t f) {
    const std::string_view cell = table_.at(r, columns_[f]);
    if (IsMissing(cell)) {
      ++data_.cleaning.missing_cells;
      return models::kMissing;
    }
    if (data_.schema.features[f].kind == models::FeatureKind::kCategory) {
      const auto encoded = encoder_.EncodeCategory(f, cell);
      if (!encoded.ok()) return encoded.status();
      data_.cleaning.unseen_categories += encoded->unseen ? 1 : 0;
      return encoded->value;
    }
    const auto number = ParseNumber(cell);
    if (!number) return Wrong(r, columns_[f], "got", "a finite number");
    return encoder_.EncodeNumber(f, *number);
  }

  absl::Status Wrong(size_t r, size_t column, std::string_view what, const std::string& expected) const {
    return absl::InvalidArgumentError(absl::StrCat(table_.Where(r, column), ": ", std::string(what), " '",
                                                   std::string(table_.at(r, column).substr(0, 80)),
                                                   "', expected ", expected));
  }

  const CsvTable& table_;
  models::Encoder encoder_;
  Target target_;
  Dataset data_;
  size_t id_ = kNone;
  size_t label_ = kNone;
  std::vector<size_t> columns_;
};

// The bytes that make a row what it is.
std::string RowKey(const Dataset& data, size_t r) {
  const auto row = data.row(r);
  std::string key(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(float));
  return absl::StrCat(key, data.labels[r], ",", data.ids[r]);
}

}  // namespace

absl::StatusOr<Dataset> ReadTable(const CsvTable& table, const Schema& schema, Target target) {
  return Reader(table, schema, target).Run();
}

void DropDuplicates(Dataset& data) {
  if (data.schema.id.empty()) return;
  absl::flat_hash_set<std::string> seen;
  std::vector<uint8_t> keep(data.rows());
  size_t dropped = 0;
  for (size_t r = 0; r < data.rows(); ++r) {
    keep[r] = seen.insert(RowKey(data, r)).second ? 1 : 0;
    dropped += keep[r] == 0 ? 1 : 0;
  }
  if (dropped == 0) return;
  data = Where(data, keep, 1);
  data.cleaning.duplicate_rows += dropped;
  data.cleaning.duplicate_ids -= std::min(dropped, data.cleaning.duplicate_ids);
}

}  // namespace yachay::training
