// yachay train: a CSV file in, a registered and perhaps promoted version out.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/evaluate_report.h"
#include "cli/train_pipeline.h"
#include "cli/train_progress.h"
#include "cli/train_watch.h"
#include "models/files.h"
#include "training/table_reader.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string data, registry, report, algorithm = "gradient-boosting";
  bool watch = false;
  TrainWatchOptions waiting;  // --watch only
  bool id_given = false;
  int depth = 0;  // 0: 5 for gradient-boosting, 12 for random-forest
  training::InferOptions infer;
  TrainingJob job;
};

absl::StatusOr<training::Dataset> ReadData(const Options& options) {
  const auto table = training::CsvTable::Read(options.data);
  if (!table.ok()) return table.status();
  const auto schema = training::InferSchema(*table, options.infer);
  if (!schema.ok()) return schema.status();
  auto data = training::ReadTable(*table, *schema, training::Target::kRequired);
  if (data.ok()) training::DropDuplicates(*data);
  return data;
}

Json OutcomeToJson(const TrainingOutcome& outcome, const std::string& registry) {
  Json document = Json::parse(outcome.report);
  const Json evaluation = document["evaluation"];
  document.erase("evaluation");
  document.update(evaluation);  // as `yachay evaluate` shows it
  const auto& compared = outcome.decision.comparison;
  document["registry"] = registry;
  document["version"] = outcome.version.version;
  document["promoted"] = outcome.decision.promote;
  document["reason"] = outcome.decision.reason;
  document["champion_before"] = outcome.champion_before ? Json(*outcome.champion_before) : Json();
  document["comparison"] = compared ? Json{{"rows", compared->rows},
                                           {"candidate_right", compared->candidate_right},
                                           {"champion_right", compared->champion_right},
                                           {"only_candidate_right", compared->only_candidate_right},
                                           {"only_champion_right", compared->only_champion_right},
                                           {"mcnemar_p", compared->p}}
                                    : Json();
  return document;
}

std::string OutcomeToText(const TrainingOutcome& outcome) {
  std::string text = absl::StrCat("# ", outcome.version.model, ":", outcome.version.version, " (",
                                  outcome.manifest.algorithm, ")\n\ntrained on ", outcome.train_rows,
                                  " rows, measured on ", outcome.held_out_rows, " held-out rows\n\n",
                                  EvaluationToText(outcome.result.evaluation, outcome.manifest.classes),
                                  "\n| feature | share of gain |\n|---|---|\n");
  for (size_t f = 0; f < outcome.manifest.features.size(); ++f) {
    absl::StrAppend(&text, "| ", outcome.manifest.features[f].name, " | ", outcome.result.importance[f],
                    " |\n");
  }
  const char* verdict = outcome.decision.promote ? "promoted to champion: " : "registered as challenger: ";
  return absl::StrCat(text, "\n", verdict, outcome.decision.reason, "\n");
}

absl::Status WriteReport(const TrainingOutcome& outcome, const Options& options) {
  if (options.report.empty()) return absl::OkStatus();
  std::error_code error;
  std::filesystem::create_directories(options.report, error);
  if (error)
    return absl::UnavailableError(
        absl::StrCat(options.report, ": cannot make the folder: ", error.message()));
  auto status = models::WriteFileAtomically(options.report + "/report.md", OutcomeToText(outcome));
  if (!status.ok()) return status;
  return models::WriteFileAtomically(options.report + "/report.json",
                                     OutcomeToJson(outcome, options.registry).dump(2) + "\n");
}

absl::Status Watch(Options& options) {
  TrainWatchOptions& waiting = options.waiting;
  waiting.registry = options.registry;
  waiting.model = options.job.model;
  waiting.train = options.job.options;
  return WatchRetrainRequests(waiting);
}

absl::Status Train(Options& options, Cli& cli) {
  const auto algorithm = training::ParseAlgorithm(options.algorithm);
  if (!algorithm.ok()) return algorithm.status();
  options.job.options.algorithm = *algorithm;
  const bool forest = *algorithm == training::Algorithm::kRandomForest;
  options.job.options.depth = options.depth > 0 ? options.depth : forest ? 12 : 5;
  if (options.watch) return Watch(options);
  options.infer.optional_id = !options.id_given;
  const auto data = ReadData(options);
  if (!data.ok()) return data.status();
  options.job.options.progress = TerminalProgress("training");
  models::FolderRegistry registry(options.registry);
  const auto outcome = RunTraining(*data, options.job, registry);
  if (!outcome.ok()) return outcome.status();
  if (auto status = WriteReport(*outcome, options); !status.ok()) return status;
  cli.out << (cli.json ? OutcomeToJson(*outcome, options.registry).dump(2) + "\n" : OutcomeToText(*outcome));
  return absl::OkStatus();
}

void AddModelOptions(CLI::App* command, Options& options) {
  training::TrainOptions& train = options.job.options;
  command->add_option("--algorithm", options.algorithm, "How to learn")
      ->check(CLI::IsMember({"gradient-boosting", "random-forest"}))
      ->capture_default_str();
  command->add_option("--trees", train.trees, "Trees in all; boosting makes one a class and round")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--depth", options.depth, "Depth of a tree (default 5; random-forest 12)")
      ->check(CLI::Range(1, 16));
  command->add_option("--learning-rate", train.learning_rate, "Of gradient boosting")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str();
  command->add_option("--held-out", train.held_out_share, "Share of each class kept to measure")
      ->check(CLI::Range(0.01, 0.9))
      ->capture_default_str();
  command
      ->add_option("--seed", train.seed,
                   "Of split, sampling and intervals: the same seed gives the same model")
      ->capture_default_str();
  command->add_option("--threads", train.threads, "For training")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

// --watch trains from the log instead of --data.
void AddWatchOptions(CLI::App* command, CLI::Option* data, Options& options) {
  TrainWatchOptions& waiting = options.waiting;
  CLI::Option* watch = command->add_flag("--watch", options.watch,
                                         "Wait for retrain requests and answer each once, from the log");
  CLI::Option* brokers =
      command->add_option("--brokers", waiting.brokers, "Kafka brokers, host:port,…")->needs(watch);
  CLI::Option* base =
      command->add_option("--base-data", waiting.base_data, "CSV that weighs as much as the log's rows")
          ->check(CLI::ExistingFile)
          ->needs(watch);
  command->add_option("--topic-prefix", waiting.topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  command->add_flag("--once", waiting.once, "End after the first request that was answered")->needs(watch);
  watch->needs(brokers)->needs(base)->excludes(data);
}

}  // namespace

void AddTrainCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("train", "Train a model on a CSV file, register it, promote it when better");
  CLI::Option* data = command->add_option(
      "--data", options->data, "CSV file with a header; every column but id and target is a feature");
  command->add_option("--model", options->job.model, "Name in the registry")->required();
  command->add_option("--registry", options->registry, "Folder of the model registry; made when missing")
      ->required();
  command->add_option("--target", options->infer.target, "Column to learn")->capture_default_str();
  CLI::Option* id =
      command->add_option("--id", options->infer.id, "Column that names a row")->capture_default_str();
  command->add_option("--classes", options->infer.classes, "Order of the classes (default: sorted)")
      ->delimiter(',');
  AddModelOptions(command, *options);
  command->add_option("--report", options->report, "Folder for report.md and report.json");
  AddWatchOptions(command, data, *options);
  command->callback([options, id, data, &cli] {
    if (!options->watch && data->count() == 0) throw CLI::RequiredError("--data (or --watch)");
    options->id_given = id->count() > 0;
    cli.run = [options, &cli] { return Train(*options, cli); };
  });
}

}  // namespace yachay::cli
