// Where a batch prediction stands, beside its output, so that the same command goes on after a crash:
//
//   OUT.partial    what is written so far
//   OUT.progress   how much of it counts, and how much of the input that is
#ifndef CLI_PREDICT_PROGRESS_H_
#define CLI_PREDICT_PROGRESS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"

namespace yachay::cli {

struct PredictProgress {
  std::string job;    // model, version and input: another job starts anew
  uint64_t read = 0;  // bytes of the input, and its next line
  uint64_t line = 0;
  uint64_t written = 0;  // bytes of the output
  uint64_t rows = 0, missing_cells = 0, unseen_categories = 0;
  std::map<std::string, uint64_t> predictions;
};

// False when there is none for `job` that can be understood: start anew.
bool ReadProgress(const std::string& path, const std::string& job, PredictProgress& progress);
absl::Status WriteProgress(const std::string& path, const PredictProgress& progress);

// The output while it grows. Not thread-safe.
class PartialFile {
 public:
  explicit PartialFile(std::string path) : path_(std::move(path)) {}
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  // Opens or makes the file and cuts it at `size`. OutOfRange when it is shorter than that.
  absl::Status Open(uint64_t size);
  absl::Status Append(const std::string& text);
  absl::Status Sync();
  // Syncs and renames to `final_path`.
  absl::Status Finish(const std::string& final_path);

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace yachay::cli

#endif  // CLI_PREDICT_PROGRESS_H_
