// Threads that yield to requests.
#ifndef INFERENCE_CORE_BACKGROUND_H_
#define INFERENCE_CORE_BACKGROUND_H_

#include <sys/resource.h>
#include <unistd.h>

namespace yachay::inference {

// Lets the calling thread run when others leave time: about a tenth of a core under full load. Not the
// lowest, so that a mutex which it shares with requests is not held for long.
inline void MoveToBackground() {
  // On Linux a thread id is accepted, and means that thread alone. It may only fail to help.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
}

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_BACKGROUND_H_
