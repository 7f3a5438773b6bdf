// A labelled table as floats: what trainers and evaluations read. Plain values; rows from a file, from the
// log, or both.
#ifndef TRAINING_DATASET_H_
#define TRAINING_DATASET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "models/manifest.h"

namespace yachay::training {

// What the columns mean.
struct Schema {
  std::string id;                         // column that names a row; "" when there is none
  std::string target;                     // column to learn
  std::vector<std::string> classes;       // values of the target; a label is an index here
  std::vector<models::Feature> features;  // in the order of a row

  bool operator==(const Schema&) const = default;
};

// What was found and done while reading.
struct Cleaning {
  size_t rows_read = 0;
  size_t duplicate_rows = 0;       // equal in every column to an earlier one: dropped in training
  size_t duplicate_ids = 0;        // same id, other values: kept
  size_t missing_cells = 0;        // of features; they stay missing
  size_t rows_without_target = 0;  // dropped where a target is needed
  size_t unseen_categories = 0;    // cells with a category outside the schema; they count as missing
};

struct Dataset {
  Schema schema;
  std::vector<std::string> ids;   // one per row
  std::vector<float> values;      // rows × features, row by row; NaN is missing
  std::vector<int> labels;        // one per row; -1: not known
  std::vector<float> weights;     // one per row, > 0; empty: 1 each
  std::vector<uint8_t> held_out;  // one per row, 1: keep out of training; empty: let HeldOutMask choose
  std::string fingerprint;        // "sha256:…" of where the rows came from
  std::vector<models::FeatureView> views;  // that gave the features, as the manifest will say
  Cleaning cleaning;

  size_t rows() const { return labels.size(); }
  size_t width() const { return schema.features.size(); }
  absl::Span<const float> row(size_t r) const {
    return absl::MakeConstSpan(values).subspan(r * width(), width());
  }
};

// The rows where mask equals `side`, in order.
Dataset Where(const Dataset& data, const std::vector<uint8_t>& mask, uint8_t side);

// Adds the rows of `more`. REQUIRES: the same schema. Weights and masks are filled in where only one side has
// them.
void Append(const Dataset& more, Dataset& data);

// A stratified split: in each class, the rows whose seeded hash of the id (of the values, without ids) is
// smallest. A row therefore stays on its side when others come and go, and equal rows never stand on both. At
// least one row of a class with two or more is held out. 0 < share < 1.
std::vector<uint8_t> HeldOutMask(const Dataset& data, double share, uint64_t seed);

// A fold in [0, folds) for every row, stratified: the rows of a class go round the folds in the order of
// their seeded hashes; equal rows share a fold. REQUIRES: folds >= 2; known labels.
std::vector<int> FoldOf(const Dataset& data, int folds, uint64_t seed);

}  // namespace yachay::training

#endif  // TRAINING_DATASET_H_
