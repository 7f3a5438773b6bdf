#include "adapters/dead_letters.h"

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace yachay::feature_store {
namespace {

// Counts the answers of one Send. Shared with the callbacks, which may outlive the call only by a return.
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

kafka::Record ToDeadLetter(const DeadLetter& letter, int attempt) {
  kafka::Record out = *letter.record;
  out.timestamp_ms = 0;  // when it was put aside: the dead letters are kept from then
  out.headers.push_back({"error", letter.error});
  out.headers.push_back({"original_topic", letter.record->topic});
  out.headers.push_back({"original_partition", absl::StrCat(letter.record->partition)});
  out.headers.push_back({"original_offset", absl::StrCat(letter.record->offset)});
  out.headers.push_back({"attempt", absl::StrCat(attempt)});
  return out;
}

absl::Status DeadLetters::Send(absl::Span<const DeadLetter> letters) {
  constexpr int kAttempt = 1;  // reading a record has no second try: it depends on its bytes alone
  const auto answers = std::make_shared<Answers>(letters.size());
  for (const DeadLetter& letter : letters) {
    const absl::Status queued =
        producer_.Produce(topic_, ToDeadLetter(letter, kAttempt),
                          [answers](auto position) { answers->Add(position.status()); });
    if (!queued.ok()) answers->Add(queued);
  }
  const absl::Status status = answers->Wait();
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("dead letters to ", topic_, ": ", status.message()));
}

}  // namespace yachay::feature_store
