// Work beside requests, that they do not notice.
#ifndef INFERENCE_CORE_BACKGROUND_H_
#define INFERENCE_CORE_BACKGROUND_H_

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace yachay::inference {

// Lets the calling thread run when others leave time: about a tenth of a core under full load. Not the
// lowest, so that a mutex which it shares with requests is not held for long.
inline void MoveToBackground() {
  // On Linux a thread id is accepted, and means that thread alone. It may only fail to help.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
}

// Spreads work over time: a nice thread still keeps its core for milliseconds when a request wakes up there,
// and takes caches and allocator with it. So each call sleeps fifty times as long as the thread has worked
// since the last one: fewer than one request in forty meets the work at all. Sleeps `patience` in all; then
// it is called in vain.
class Pacer {
 public:
  explicit Pacer(absl::Duration patience) : patience_(patience) {}

  void operator()() {
    const absl::Duration worked = Worked() - paid_;
    if (worked < absl::Microseconds(20) || patience_ <= absl::ZeroDuration()) return;
    const absl::Duration pause = std::min(50 * worked, patience_);
    absl::SleepFor(pause);
    patience_ -= pause;
    paid_ = Worked();
  }

 private:
  // Of the calling thread.
  static absl::Duration Worked() {
    timespec used = {};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return absl::DurationFromTimespec(used);
  }

  absl::Duration patience_;
  absl::Duration paid_ = Worked();
};

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_BACKGROUND_H_
