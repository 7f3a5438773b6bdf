// The subcommands of `yachay recommend`.
#ifndef TOOLS_CLI_RECOMMEND_COMMANDS_H_
#define TOOLS_CLI_RECOMMEND_COMMANDS_H_

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

void AddRecommendTrain(CLI::App& recommend, Cli& cli);
void AddRecommendTaste(CLI::App& recommend, Cli& cli);
void AddRecommendEvaluate(CLI::App& recommend, Cli& cli);
void AddRecommendDifficulty(CLI::App& recommend, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_RECOMMEND_COMMANDS_H_
