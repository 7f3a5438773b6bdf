// yachay learning evaluate
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/learning_commands.h"
#include "cli/learning_evaluate.h"
#include "cli/learning_success.h"
#include "cli/train_progress.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ResultJson(const ForetellingResult& result) {
  const learning::Measures& m = result.measures;
  return {{"model", result.model},
          {"auc", m.auc},
          {"accuracy", m.accuracy},
          {"rmse", m.rmse},
          {"log_loss", m.log_loss},
          {"fit_seconds", result.fit_seconds},
          {"microseconds_per_answer", result.microseconds_per_answer}};
}

void Print(const AnswerData& train, const AnswerData& test, const std::vector<ForetellingResult>& results,
           Cli& cli) {
  if (cli.json) {
    Json models = Json::array();
    for (const auto& result : results) models.push_back(ResultJson(result));
    cli.out << Json{{"train", DataJson(train)}, {"test", DataJson(test)}, {"models", models}}.dump(2) << "\n";
    return;
  }
  cli.out << DataText("train", train) << DataText("test", test) << "\n"
          << absl::StrFormat("%-10s %7s %9s %7s %9s %8s %11s\n", "model", "AUC", "accuracy", "RMSE",
                             "log loss", "fit s", "us/answer");
  for (const auto& r : results) {
    cli.out << absl::StrFormat("%-10s %7.4f %9.4f %7.4f %9.4f %8.2f %11.2f\n", r.model, r.measures.auc,
                               r.measures.accuracy, r.measures.rmse, r.measures.log_loss, r.fit_seconds,
                               r.microseconds_per_answer);
  }
}

struct EvaluateFlags {
  std::string train, test;
  training::TrainOptions trees = SuccessOptions();
};

absl::Status Evaluate(EvaluateFlags& flags, Cli& cli) {
  const auto train = ReadAnswers(flags.train);
  if (!train.ok()) return train.status();
  const auto test = ReadAnswers(flags.test);
  if (!test.ok()) return test.status();
  flags.trees.progress = TerminalProgress("training trees");
  const auto results = EvaluateForetelling(*train, *test, flags.trees);
  if (!results.ok()) return results.status();
  Print(*train, *test, *results, cli);
  return absl::OkStatus();
}

}  // namespace

void AddLearningEvaluate(CLI::App& parent, Cli& cli) {
  auto flags = std::make_shared<EvaluateFlags>();
  CLI::App* app = parent.add_subcommand(
      "evaluate",
      "AUC, accuracy and RMSE of Elo, BKT, logistic regression and trees on learners they never saw");
  app->add_option("--train", flags->train,
                  "Answers to fit on: user_id, item_id, timestamp, correct, skill_id")
      ->required();
  app->add_option("--test", flags->test, "Answers of other learners, in the same form")->required();
  app->add_option("--trees", flags->trees.trees, "Trees in all")->capture_default_str();
  app->add_option("--depth", flags->trees.depth, "Depth of a tree")->capture_default_str();
  app->add_option("--learning-rate", flags->trees.learning_rate, "Of boosting")->capture_default_str();
  app->add_option("--min-child-weight", flags->trees.min_child_weight, "Of boosting")->capture_default_str();
  app->add_option("--seed", flags->trees.seed, "Of sampling")->capture_default_str();
  app->callback([flags, &cli] { cli.run = [flags, &cli] { return Evaluate(*flags, cli); }; });
}

}  // namespace yachay::cli
