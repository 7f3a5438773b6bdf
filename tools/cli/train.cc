// yachay train: rows or answers in, a registered and perhaps promoted version out.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/train_answers.h"
#include "cli/train_flags.h"
#include "cli/train_progress.h"
#include "mlflow/open_registry.h"

namespace yachay::cli {
namespace {

absl::StatusOr<training::Dataset> ReadData(TrainFlags& flags) {
  if (!flags.answers.empty())
    return PrepareSuccess(flags.answers, flags.waiting.definitions.calibration, flags.job);
  const auto table = training::CsvTable::Read(flags.data);
  if (!table.ok()) return table.status();
  const auto schema = training::InferSchema(*table, flags.infer);
  if (!schema.ok()) return schema.status();
  auto data = training::ReadTable(*table, *schema, training::Target::kRequired);
  if (data.ok()) training::DropDuplicates(*data);
  return data;
}

absl::Status Watch(TrainFlags& flags) {
  TrainWatchOptions& waiting = flags.waiting;
  waiting.registry = flags.registry;
  waiting.model = flags.job.model;
  waiting.train = flags.job.options;
  return WatchRetrainRequests(waiting);
}

absl::Status Train(TrainFlags& flags, Cli& cli) {
  if (auto status = FinishFlags(flags); !status.ok()) return status;
  if (flags.watch) return Watch(flags);
  const auto data = ReadData(flags);
  if (!data.ok()) return data.status();
  flags.job.options.progress = TerminalProgress("training");
  const auto registry = mlflow::OpenRegistry(flags.registry);
  if (!registry.ok()) return registry.status();
  const auto outcome = RunTraining(*data, flags.job, **registry);
  if (!outcome.ok()) return outcome.status();
  if (!flags.report.folder.empty()) {
    if (auto status = WriteReport(*outcome, *data, flags.registry, flags.report); !status.ok()) return status;
  }
  cli.out << (cli.json ? OutcomeToJson(*outcome, flags.registry).dump(2) + "\n" : OutcomeToText(*outcome));
  if (!cli.json && !flags.report.folder.empty())
    cli.out << "report: " << flags.report.folder << "/report.html\n";
  return absl::OkStatus();
}

}  // namespace

void AddTrainCommand(CLI::App& app, Cli& cli) {
  auto flags = std::make_shared<TrainFlags>();
  CLI::App* command =
      app.add_subcommand("train", "Train a model on rows or answers, register it, promote it when better");
  AddTrainFlags(command, *flags);
  command->callback([flags, command, &cli] {
    if (!flags->watch && flags->answers.empty() && command->count("--data") == 0)
      throw CLI::RequiredError("--data (or --answers, or --watch)");
    flags->infer.optional_id = command->count("--id") == 0;
    cli.run = [flags, &cli] { return Train(*flags, cli); };
  });
}

}  // namespace yachay::cli
