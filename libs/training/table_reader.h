// From a CSV table to a Dataset.
//
//   auto schema = InferSchema(*table, {.id = "PlayerID", .target = "EngagementLevel"});
//   auto data = ReadTable(*table, *schema, Target::kRequired);
//
// A cell that does not fit is InvalidArgument with file:line:column (name), what stood there and what was
// expected; a column that is not there is NotFound.
#ifndef TRAINING_TABLE_READER_H_
#define TRAINING_TABLE_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "training/csv.h"
#include "training/dataset.h"

namespace yachay::training {

struct InferOptions {
  std::string id = "PlayerID";             // "" or a column of the file; skipped when optional_id and absent
  bool optional_id = true;                 // whether a file without the id column is fine
  std::string target = "EngagementLevel";  // must be a column of the file
  std::vector<std::string> ignored;        // columns that are no features
  std::vector<std::string> classes;        // order of the classes; empty: those of the file, sorted
  size_t max_categories = 64;              // a text column with more distinct values is an error
  size_t min_rows_per_class = 5;           // a rarer class is taken for a typing error
};

// A column is a number when at least nine tenths of its filled cells are numbers (the others will then be
// errors when read), else a category with its values sorted. Columns without any value are an error.
absl::StatusOr<Schema> InferSchema(const CsvTable& table, const InferOptions& options);

enum class Target {
  kRequired,   // training, evaluation: rows without a target are dropped and counted
  kIfPresent,  // prediction: the column may be absent or empty; what stands there must still be a known
               // class; duplicate ids are not counted
};

// Reads the schema's columns, by name, in any order; other columns are ignored. Drops nothing but what
// `target` says.
absl::StatusOr<Dataset> ReadTable(const CsvTable& table, const Schema& schema, Target target);

// Removes rows equal in id, values and label to an earlier one, and counts them. Leaves data without ids
// alone: there, two equal learners are two learners.
void DropDuplicates(Dataset& data);

}  // namespace yachay::training

#endif  // TRAINING_TABLE_READER_H_
