#include "adapters/send_all.h"

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace yachay::feature_store {
namespace {

// Counts the answers of one call. Shared with the callbacks, which may outlive the call only by a return.
class Answers {
 public:
  explicit Answers(std::size_t expected) : open_(expected) {}

  void Add(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    status_.Update(status);
    --open_;
  }
  absl::Status Wait() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Answers::AllThere));
    return status_;
  }

 private:
  bool AllThere() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return open_ == 0; }

  absl::Mutex mutex_;
  std::size_t open_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::Status SendAll(kafka::Producer& producer, const std::string& topic,
                     absl::Span<const kafka::Record> records) {
  const auto answers = std::make_shared<Answers>(records.size());
  for (const kafka::Record& record : records) {
    const absl::Status queued =
        producer.Produce(topic, record, [answers](auto position) { answers->Add(position.status()); });
    if (!queued.ok()) answers->Add(queued);
  }
  const absl::Status status = answers->Wait();
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("to ", topic, ": ", status.message()));
}

}  // namespace yachay::feature_store
