#include "models/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace yachay::models {
namespace {

constexpr off_t kMaxBytes = off_t{1} << 30;

absl::Status Failed(const char* what, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(path, ": cannot ", what));
}

// Closes on every way out.
class File {
 public:
  File(const std::string& path, int flags) : file_(open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~File() {
    if (file_ >= 0) close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

bool WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.ok()) return Failed("open", path);
  struct stat info = {};
  if (fstat(file.get(), &info) != 0) return Failed("stat", path);
  if (!S_ISREG(info.st_mode) || info.st_size > kMaxBytes) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": expected a regular file of at most 1 GiB"));
  }
  std::string content(static_cast<size_t>(info.st_size), '\0');
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t got = read(file.get(), content.data() + done, content.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("read", path);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  content.resize(done);
  return content;
}

absl::Status WriteFileAtomically(const std::string& path, std::string_view content) {
  const std::string temporary = absl::StrCat(path, ".tmp-", getpid());
  absl::Status status;
  {
    const File file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.ok()) return Failed("create", temporary);
    if (!WriteAll(file.get(), content) || fsync(file.get()) != 0) status = Failed("write", temporary);
  }
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) status = Failed("rename into", path);
  if (!status.ok()) {
    unlink(temporary.c_str());
    return status;
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return SyncFolder(folder.empty() ? "." : folder);
}

absl::Status AppendDurably(const std::string& path, std::string_view content) {
  const File file(path, O_WRONLY | O_CREAT | O_APPEND);
  struct stat before = {};
  if (!file.ok() || fstat(file.get(), &before) != 0) return Failed("open", path);
  if (WriteAll(file.get(), content) && fsync(file.get()) == 0) return absl::OkStatus();
  absl::Status status = Failed("append to", path);
  if (ftruncate(file.get(), before.st_size) != 0) {
    return absl::Status(status.code(), absl::StrCat(status.message(), "; its last line may be cut off"));
  }
  return status;
}

absl::Status SyncFolder(const std::string& path) {
  const File folder(path, O_RDONLY | O_DIRECTORY);
  if (!folder.ok() || fsync(folder.get()) != 0) return Failed("sync folder", path);
  return absl::OkStatus();
}

absl::StatusOr<FileLock> FileLock::Acquire(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return Failed("open lock", path);
  FileLock lock(file);
  while (flock(file, LOCK_EX) != 0) {
    if (errno != EINTR) return Failed("lock", path);
  }
  return lock;
}

FileLock::~FileLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace yachay::models
