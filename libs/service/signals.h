// SIGTERM and SIGINT as something to wait for. Make it before any thread: threads inherit the blocked
// signals, so that only Wait ever receives them.
#ifndef SERVICE_SIGNALS_H_
#define SERVICE_SIGNALS_H_

#include <csignal>

#include "absl/time/time.h"

namespace yachay::service {

class Signals {
 public:
  Signals();  // Blocks SIGTERM and SIGINT, ignores SIGPIPE, in this thread and those it starts.

  // True when asked to stop; false when `timeout` passed first.
  bool Wait(absl::Duration timeout);

 private:
  sigset_t set_;
};

}  // namespace yachay::service

#endif  // SERVICE_SIGNALS_H_
