#include "cli/train_progress.h"

#include <unistd.h>

#include <iostream>

namespace yachay::cli {

std::function<void(int done, int total)> TerminalProgress(std::string what) {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [what = std::move(what), shown = -1](int done, int total) mutable {
    constexpr int kWidth = 40;
    const int percent = done * 100 / total;
    if (percent == shown) return;
    shown = percent;
    const auto filled = static_cast<size_t>(percent * kWidth / 100);
    std::cerr << "\r" << what << " [" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] "
              << percent << "%" << (done == total ? "\n" : "") << std::flush;
  };
}

}  // namespace yachay::cli
