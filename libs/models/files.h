// The few file operations that a registry needs to survive a crash at any moment. Errors name the path.
#ifndef MODELS_FILES_H_
#define MODELS_FILES_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yachay::models {

// NotFound when there is no such file. At most 1 GiB.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

// Writes `path`.tmp-<pid>, fsyncs, renames over `path`, fsyncs the folder: readers see the old or the new
// content. The temporary file does not outlive a failure.
absl::Status WriteFileAtomically(const std::string& path, std::string_view content);

// At the end of the file, then fsync. A failure (a full disk) takes back what was written of it.
absl::Status AppendDurably(const std::string& path, std::string_view content);

// Makes the names in a folder durable.
absl::Status SyncFolder(const std::string& path);

// Holds an exclusive flock on a file while it lives; waits for its turn. Released by a crash too.
class FileLock {
 public:
  static absl::StatusOr<FileLock> Acquire(const std::string& path);
  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace yachay::models

#endif  // MODELS_FILES_H_
