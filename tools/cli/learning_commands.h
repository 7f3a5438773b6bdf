// What the subcommands of `yachay learning` share.
#ifndef CLI_LEARNING_COMMANDS_H_
#define CLI_LEARNING_COMMANDS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/learning_data.h"

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

nlohmann::ordered_json DataJson(const AnswerData& data);
std::string DataText(const char* what, const AnswerData& data);

void AddLearningAnswers(CLI::App& parent, Cli& cli);
void AddLearningFit(CLI::App& parent, Cli& cli);
void AddLearningEvaluate(CLI::App& parent, Cli& cli);

}  // namespace yachay::cli

#endif  // CLI_LEARNING_COMMANDS_H_
