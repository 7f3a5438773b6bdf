// Subcommands of `yachay models` that need a broker.
#ifndef TOOLS_CLI_MODELS_LOOP_H_
#define TOOLS_CLI_MODELS_LOOP_H_

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

// request, nightly, guard and select.
void AddModelsLoopCommands(CLI::App& models, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODELS_LOOP_H_
