#include "cli/simulate_progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "absl/time/clock.h"

namespace yachay::simulate {

Progress::Progress(std::string what, size_t total)
    : what_(std::move(what)), total_(std::max<size_t>(total, 1)), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  absl::MutexLock lock(&mutex_);
  if (!terminal_) return;
  Draw();
  std::fputc('\n', stderr);
}

void Progress::Advance(size_t by) {
  absl::MutexLock lock(&mutex_);
  done_ += by;
  const absl::Time now = absl::Now();
  if (!terminal_ || now - drawn_ < absl::Milliseconds(100)) return;
  drawn_ = now;
  Draw();
}

void Progress::Draw() {
  constexpr size_t kWidth = 30;
  const size_t filled = std::min(kWidth, done_ * kWidth / total_);
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  std::fprintf(stderr, "\r%s [%s] %zu/%zu", what_.c_str(), bar.c_str(), done_, total_);
}

}  // namespace yachay::simulate
