// Threads that yield to requests.
#ifndef INFERENCE_CORE_BACKGROUND_H_
#define INFERENCE_CORE_BACKGROUND_H_

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

namespace yachay::inference {

// Lets the calling thread run when others leave time: about a tenth of a core under full load. Not the
// lowest, so that a mutex which it shares with requests is not held for long.
inline void MoveToBackground() {
  // On Linux a thread id is accepted, and means that thread alone. It may only fail to help.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
}

// Calls work() on a thread that runs only when nobody else wants its core, and returns when it is done: a
// merely nice thread keeps its core for some milliseconds when a request wakes up there. A thread of its own,
// as who went that low may not come back; so work() shares no mutex with requests but the allocator's. Where
// every core is busy all the time it gets a few thousandths of one.
template <typename Work>
void RunInIdleTime(const Work& work) {
  std::thread([&work] {
    const sched_param none = {};
    (void)sched_setscheduler(0, SCHED_IDLE, &none);  // of this thread; may only fail to help
    work();
  }).join();
}

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_BACKGROUND_H_
