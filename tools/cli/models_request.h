// yachay models request: asks for training, once a key.
#ifndef TOOLS_CLI_MODELS_REQUEST_H_
#define TOOLS_CLI_MODELS_REQUEST_H_

#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

// The key of what is asked once in a period: "daily-2026-11-21" of "day", "weekly-2026-W47" of "week" (ISO
// 8601), "monthly-2026-11" of "month", in UTC. REQUIRES: one of the three.
std::string ScheduledKey(std::string_view period, absl::Time now);

// who: asks, unless --who says otherwise.
void AddModelsRequestCommand(CLI::App& models, Cli& cli, const std::string& who);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODELS_REQUEST_H_
