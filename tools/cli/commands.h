// The subcommands, one file each; main.cc lists them in the order of --help.
#ifndef TOOLS_CLI_COMMANDS_H_
#define TOOLS_CLI_COMMANDS_H_

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

void AddTrainCommand(CLI::App& app, Cli& cli);
void AddEvaluateCommand(CLI::App& app, Cli& cli);
void AddPredictCommand(CLI::App& app, Cli& cli);
void AddModelsCommand(CLI::App& app, Cli& cli);
void AddDriftCommand(CLI::App& app, Cli& cli);
void AddEventsCommand(CLI::App& app, Cli& cli);
void AddFeaturesCommand(CLI::App& app, Cli& cli);
void AddRecommendCommand(CLI::App& app, Cli& cli);
void AddBundleCommand(CLI::App& app, Cli& cli);
void AddProgressCommand(CLI::App& app, Cli& cli);
void AddCatalogCommand(CLI::App& app, Cli& cli);
void AddPlayCommand(CLI::App& app, Cli& cli);
void AddTopicsCommand(CLI::App& app, Cli& cli);
void AddSimulateCommand(CLI::App& app, Cli& cli);
void AddTokenCommand(CLI::App& app, Cli& cli);
void AddLearningCommand(CLI::App& app, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_COMMANDS_H_
