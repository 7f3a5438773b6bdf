// yachay learning: how hard items and skills are, who will answer right, and how well that is foretold.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/learning_commands.h"

namespace yachay::cli {

nlohmann::ordered_json DataJson(const AnswerData& data) {
  return {{"file", data.path},
          {"fingerprint", data.fingerprint},
          {"learners", data.histories.size()},
          {"answers", data.answers},
          {"items", data.items},
          {"skills", data.skills}};
}

std::string DataText(const char* what, const AnswerData& data) {
  return absl::StrFormat("%s: %s: %d answers of %d learners to %d items of %d skills\n", what, data.path,
                         data.answers, data.histories.size(), data.items, data.skills);
}

void AddLearningCommand(CLI::App& app, Cli& cli) {
  CLI::App* learning =
      app.add_subcommand("learning", "Item difficulty, mastery and success: fit them, measure them");
  learning->require_subcommand(1);
  AddLearningAnswers(*learning, cli);
  AddLearningFit(*learning, cli);
  AddLearningEvaluate(*learning, cli);
}

}  // namespace yachay::cli
