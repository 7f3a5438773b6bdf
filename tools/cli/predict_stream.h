// Scores a CSV file of any size into another, in constant memory, and goes on where it stopped.
//
// Blocks of the file are parsed, scored and written as text on `threads` threads and appended in order. While
// it runs there are OUT.partial and OUT.progress; OUT appears whole, at the end.
#ifndef CLI_PREDICT_STREAM_H_
#define CLI_PREDICT_STREAM_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/csv_blocks.h"
#include "cli/models_load.h"
#include "cli/predict_progress.h"

namespace yachay::cli {

struct PredictOptions {
  std::string data, out;
  std::string id;  // column that names a row; empty: the manifest's
  // Makes a table of the model's columns of a block, on any thread; nullopt: nothing to score. Empty: the
  // block has them itself.
  std::function<absl::StatusOr<std::optional<training::CsvTable>>(CsvBlock)> read;
  std::string source;  // what `read` asks: runs over another one are other jobs
  int threads = 2;
  size_t block_bytes = size_t{1} << 20;               // of the input, read at a time
  int save_every = 32;                                // blocks between two records of the progress
  std::function<void(int done, int total)> progress;  // in thousandths of the input; may be empty
};

struct PredictSummary {
  PredictProgress total;
  uint64_t resumed_rows = 0;  // that an earlier run had done
};

// Whether PredictFile would go on with what an interrupted run of the same job left.
bool GoesOn(const LoadedModel& model, const PredictOptions& options);

// Errors of the data, with file:line:column, leave no file behind. Another error (a full disk) leaves the two
// files of the progress, and the same call goes on: same model by its manifest, same source, same
// input by size and time.
absl::StatusOr<PredictSummary> PredictFile(const LoadedModel& model, const PredictOptions& options);

}  // namespace yachay::cli

#endif  // CLI_PREDICT_STREAM_H_
