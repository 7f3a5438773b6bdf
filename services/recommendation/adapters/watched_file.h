// A value that stands in a file, read again when the file changes.
#ifndef RECOMMENDATION_ADAPTERS_WATCHED_FILE_H_
#define RECOMMENDATION_ADAPTERS_WATCHED_FILE_H_

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "service/log.h"

namespace yachay::recommendation {

// Thread-safe. A file that cannot be read is told once in the log, and the value before it goes on. Replace
// the file by renaming another one over it: half a file is no value.
template <typename T>
class WatchedFile {
 public:
  using Parse = absl::StatusOr<T> (*)(std::string_view);

  // Empty path: there is no value. NotFound or InvalidArgument name the flag and the path. look_again: from
  // one look at the file to the next.
  static absl::StatusOr<std::unique_ptr<WatchedFile>> Open(const char* flag, std::string path, Parse parse,
                                                           absl::Duration look_again) {
    std::unique_ptr<WatchedFile> file(new WatchedFile(flag, std::move(path), parse));
    if (file->path_.empty()) return file;
    if (absl::Status read = file->Read(); !read.ok()) return read;
    file->thread_ = std::thread([self = file.get(), look_again] { self->Watch(look_again); });
    return file;
  }
  ~WatchedFile() {
    stop_.Notify();
    if (thread_.joinable()) thread_.join();
  }

  // Null: there is none. Never waits for a file that is being read.
  std::shared_ptr<const T> Current() const {
    absl::MutexLock lock(&mutex_);
    return value_;
  }

 private:
  WatchedFile(const char* flag, std::string path, Parse parse)
      : flag_(flag), path_(std::move(path)), parse_(parse) {}

  // Until stop_.
  void Watch(absl::Duration look_again) {
    absl::Status before;
    while (!stop_.WaitForNotificationWithTimeout(look_again)) {
      const absl::Status now = Read();
      if (!now.ok() && now != before)
        service::LogWarn("a file cannot be read again; what it said before goes on",
                         {{"reason", std::string(now.message())}});
      before = now;
    }
  }

  absl::Status Read() {
    std::ifstream in(path_, std::ios::binary);
    if (!in) return absl::NotFoundError(absl::StrCat(flag_, ": cannot read ", path_));
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (bytes == read_) return absl::OkStatus();
    absl::StatusOr<T> value = parse_(bytes);
    if (!value.ok())
      return absl::InvalidArgumentError(absl::StrCat(flag_, " ", path_, ": ", value.status().message()));
    if (!read_.empty()) service::LogInfo("read a file again", {{"flag", flag_}, {"bytes", bytes.size()}});
    read_ = std::move(bytes);
    auto made = std::make_shared<const T>(*std::move(value));
    absl::MutexLock lock(&mutex_);
    value_ = std::move(made);
    return absl::OkStatus();
  }

  const char* const flag_;
  const std::string path_;
  const Parse parse_;
  std::string read_;  // the bytes of the file as it was read last; of Watch's thread, once that runs
  mutable absl::Mutex mutex_;
  std::shared_ptr<const T> value_ ABSL_GUARDED_BY(mutex_);
  absl::Notification stop_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_WATCHED_FILE_H_
