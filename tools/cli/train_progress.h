// A progress bar on a terminal's stderr; silent elsewhere.
#ifndef CLI_TRAIN_PROGRESS_H_
#define CLI_TRAIN_PROGRESS_H_

#include <functional>
#include <string>

namespace yachay::cli {

// Draws "what [####....] 40%" whenever the percentage changed, and a line break at the end.
// Empty when stderr is no terminal.
std::function<void(int done, int total)> TerminalProgress(std::string what);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_PROGRESS_H_
