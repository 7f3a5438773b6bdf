#include "service/signals.h"

#include <pthread.h>

namespace yachay::service {

Signals::Signals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGTERM);
  sigaddset(&set_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool Signals::Wait(absl::Duration timeout) {
  const timespec limit = absl::ToTimespec(timeout);
  return sigtimedwait(&set_, nullptr, &limit) > 0;
}

}  // namespace yachay::service
