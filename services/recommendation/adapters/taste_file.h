// The taste in a file, read again when it changes.
#ifndef RECOMMENDATION_ADAPTERS_TASTE_FILE_H_
#define RECOMMENDATION_ADAPTERS_TASTE_FILE_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "taste/taste.h"

namespace yachay::recommendation {

// Thread-safe. A file that cannot be read is told once in the log, and the taste before it goes on. Replace
// the file by renaming another one over it: half a file is no taste.
class TasteFile {
 public:
  // Empty path: there is no taste. NotFound or InvalidArgument name the path. look_again: from one look at
  // the file to the next.
  static absl::StatusOr<std::unique_ptr<TasteFile>> Open(const std::string& path,
                                                         absl::Duration look_again = absl::Seconds(10));
  ~TasteFile();

  // Null: there is none. Never waits for a file that is being read.
  std::shared_ptr<const taste::Taste> Current() const;

 private:
  explicit TasteFile(std::string path) : path_(std::move(path)) {}
  absl::Status Read();
  // Until stop_.
  void Watch(absl::Duration look_again);

  const std::string path_;
  std::string read_;  // the bytes of the file as it was read last; of Watch's thread, once that runs
  mutable absl::Mutex mutex_;
  std::shared_ptr<const taste::Taste> taste_ ABSL_GUARDED_BY(mutex_);
  absl::Notification stop_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_TASTE_FILE_H_
