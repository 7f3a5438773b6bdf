// yachay learning: how hard items and skills are, who will answer right, and how well that is foretold.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/features_log.h"
#include "cli/learning_answers.h"
#include "cli/learning_evaluate.h"
#include "cli/learning_fit.h"
#include "cli/learning_success.h"
#include "cli/simulate_flags.h"
#include "cli/train_progress.h"
#include "models/files.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

Json DataJson(const AnswerData& data) {
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

void AddEvaluate(CLI::App& parent, Cli& cli) {
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

struct AnswersFlags {
  FeaturesLog log;
  std::string out, consent = "assumed";
};

absl::Status WriteAnswers(const AnswersFlags& flags, Cli& cli) {
  AnswerCollector collector(flags.consent == "required" ? features::ConsentRule::kRequired
                                                        : features::ConsentRule::kAssumed);
  const auto partitions = Partitions(flags.log);
  if (!partitions.ok()) return partitions.status();
  for (const std::int32_t partition : *partitions) {
    const absl::Status read = ReadPartition(flags.log, partition, [&](const auto& records) {
      for (const auto& record : records) collector.Add(record);
      return absl::OkStatus();
    });
    if (!read.ok()) return read;
  }
  std::ostringstream text;
  const size_t answers = collector.Write(text);
  if (auto status = models::WriteFileAtomically(flags.out, text.str()); !status.ok()) return status;
  return PrintDocument(cli,
                       {{"file", flags.out},
                        {"answers", answers},
                        {"duplicates", collector.duplicates()},
                        {"unreadable", collector.unreadable()}},
                       "", false);
}

void AddAnswers(CLI::App& parent, Cli& cli) {
  auto flags = std::make_shared<AnswersFlags>();
  CLI::App* app = parent.add_subcommand(
      "answers",
      "Writes the answers on the log as a file for fit; not of learners who are erased or refuse training");
  auto* brokers = app->add_option("--brokers", flags->log.brokers, "Kafka, host:port, several with commas");
  auto* recorded =
      app->add_option("--recorded", flags->log.recorded, "Files of events, one JSON document a line");
  brokers->excludes(recorded);
  app->add_option("--topic-prefix", flags->log.topic_prefix, "Of the topics' names")->capture_default_str();
  app->add_option("--consent", flags->consent, "What counts while a learner has said nothing")
      ->check(CLI::IsMember({"assumed", "required"}))
      ->capture_default_str();
  app->add_option("--out", flags->out, "CSV file to write")->required();
  app->callback([flags, &cli] {
    if (flags->log.brokers.empty() && flags->log.recorded.empty())
      throw CLI::RequiredError("--brokers or --recorded");
    cli.run = [flags, &cli] { return WriteAnswers(*flags, cli); };
  });
}

struct FitFlags {
  std::string data, out, version, registry;
  training::TrainOptions trees = SuccessOptions();
};

Json ModelJson(const TrainingOutcome& outcome) {
  return {{"name", outcome.version.model},
          {"version", outcome.version.version},
          {"promoted", outcome.decision.promote},
          {"reason", outcome.decision.reason},
          {"train_answers", outcome.train_rows},
          {"held_out_answers", outcome.held_out_rows},
          {"accuracy", outcome.result.evaluation.accuracy.value},
          {"log_loss", outcome.result.evaluation.log_loss}};
}

absl::Status Fit(FitFlags& flags, Cli& cli) {
  const auto data = ReadAnswers(flags.data);
  if (!data.ok()) return data.status();
  const learning::Calibration calibration = FitCalibrationOf(*data, flags.version);
  if (auto status = models::WriteFileAtomically(flags.out, ToJson(calibration)); !status.ok()) return status;
  Json document = {{"data", DataJson(*data)},
                   {"calibration", {{"file", flags.out}, {"version", calibration.version}}}};
  if (!flags.registry.empty()) {
    models::FolderRegistry registry(flags.registry);
    flags.trees.progress = TerminalProgress("training trees");
    const auto outcome = TrainSuccess(*data, calibration, flags.trees, registry);
    if (!outcome.ok()) return outcome.status();
    document["model"] = ModelJson(*outcome);
  }
  if (cli.json) {
    cli.out << document.dump(2) << "\n";
    return absl::OkStatus();
  }
  cli.out << DataText("data", *data);
  for (const char* part : {"calibration", "model"}) {
    const Json values = document.value(part, Json::object());
    for (const auto& [name, value] : values.items())
      cli.out << part << " " << name << ": " << value.dump() << "\n";
  }
  return absl::OkStatus();
}

void AddFit(CLI::App& parent, Cli& cli) {
  auto flags = std::make_shared<FitFlags>();
  CLI::App* app = parent.add_subcommand(
      "fit",
      "Fits difficulties and mastery to answers, for yachay-feature-store --calibration; trains 'success'");
  app->add_option("--data", flags->data, "Answers: user_id, item_id, timestamp, correct, skill_id")
      ->required();
  app->add_option("--out", flags->out, "Calibration to write, JSON")->required();
  app->add_option("--version", flags->version, "Of the calibration; default: a hash of it");
  app->add_option("--registry", flags->registry,
                  "Model registry: also train the model 'success' and register it");
  app->add_option("--trees", flags->trees.trees, "Trees in all")->capture_default_str();
  app->add_option("--seed", flags->trees.seed, "Of folds and sampling")->capture_default_str();
  app->callback([flags, &cli] { cli.run = [flags, &cli] { return Fit(*flags, cli); }; });
}

}  // namespace

void AddLearningCommand(CLI::App& app, Cli& cli) {
  CLI::App* learning =
      app.add_subcommand("learning", "Item difficulty, mastery and success: fit them, measure them");
  learning->require_subcommand(1);
  AddAnswers(*learning, cli);
  AddFit(*learning, cli);
  AddEvaluate(*learning, cli);
}

}  // namespace yachay::cli
