// yachay evaluate: a registered version on a labelled file.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/evaluate_report.h"
#include "cli/models_load.h"
#include "mlflow/open_registry.h"
#include "training/table_reader.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

struct Options {
  std::string model, registry, data;
};

absl::Status Evaluate(const Options& options, Cli& cli) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto model = LoadModel(**registry, options.model);
  if (!model.ok()) return model.status();
  const auto table = training::CsvTable::Read(options.data);
  if (!table.ok()) return table.status();
  const auto data = training::ReadTable(*table, SchemaOf(model->manifest), training::Target::kRequired);
  if (!data.ok()) return data.status();
  const auto& classes = model->manifest.classes;
  const auto evaluation =
      training::Evaluate(data->labels, training::Score(*model->scorer, *data), classes.size());
  if (!cli.json) {
    cli.out << model->ref.model << ":" << model->ref.version << " on " << options.data << "\n\n"
            << EvaluationToText(evaluation, classes);
    return absl::OkStatus();
  }
  nlohmann::ordered_json document = {
      {"model", model->ref.model}, {"version", model->ref.version}, {"data", options.data}};
  document.update(EvaluationToJson(evaluation, classes));
  document["cleaning"] = CleaningToJson(data->cleaning);
  cli.out << document.dump(2) << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddEvaluateCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("evaluate", "How good a registered model is on a labelled CSV file");
  command->add_option("--model", options->model, "NAME, NAME@alias or NAME:version; NAME is its champion")
      ->required();
  command
      ->add_option("--registry", options->registry,
                   "Model registry: a folder, or http(s)://… of an MLflow server")
      ->required();
  command->add_option("--data", options->data, "CSV file with the model's columns and its target")
      ->required();
  command->callback([options, &cli] { cli.run = [options, &cli] { return Evaluate(*options, cli); }; });
}

}  // namespace yachay::cli
