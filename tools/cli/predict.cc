// yachay predict: scores the rows of a file with a registered version.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/models_load.h"
#include "cli/predict_write.h"
#include "models/files.h"
#include "training/table_reader.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

struct Options {
  std::string model, registry, data, out;
};

std::map<std::string, size_t> CountPredictions(const std::vector<std::string>& classes,
                                               absl::Span<const float> scores) {
  std::map<std::string, size_t> counts;
  for (size_t at = 0; at < scores.size(); at += classes.size()) {
    const auto row = scores.subspan(at, classes.size());
    ++counts[classes[std::max_element(row.begin(), row.end()) - row.begin()]];
  }
  return counts;
}

void Summarise(const LoadedModel& model, const training::Dataset& data,
               const std::map<std::string, size_t>& counts, const Options& options, Cli& cli) {
  const auto& cleaning = data.cleaning;
  if (cli.json) {
    const nlohmann::ordered_json document = {{"model", model.ref.model},
                                             {"version", model.ref.version},
                                             {"data", options.data},
                                             {"out", options.out},
                                             {"rows", data.rows()},
                                             {"predictions", counts},
                                             {"missing_cells", cleaning.missing_cells},
                                             {"unseen_categories", cleaning.unseen_categories}};
    cli.out << document.dump(2) << "\n";
    return;
  }
  cli.out << data.rows() << " rows scored by " << model.ref.model << ":" << model.ref.version << " into "
          << options.out << "\n";
  for (const auto& [name, count] : counts) cli.out << "  " << name << "  " << count << "\n";
  cli.out << cleaning.missing_cells << " missing cells, " << cleaning.unseen_categories
          << " cells with a category that the model has never seen (scored as missing)\n";
}

absl::Status Predict(const Options& options, Cli& cli) {
  std::error_code ignored;
  if (std::filesystem::equivalent(options.data, options.out, ignored)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--out ", options.out, " is the data file itself; name another"));
  }
  const auto model = LoadModel(models::FolderRegistry(options.registry), options.model);
  if (!model.ok()) return model.status();
  const auto table = training::CsvTable::Read(options.data);
  if (!table.ok()) return table.status();
  const auto data = training::ReadTable(*table, SchemaOf(model->manifest), training::Target::kIfPresent);
  if (!data.ok()) return data.status();
  const std::vector<float> scores = training::Score(model->forest, *data);
  if (auto status = models::WriteFileAtomically(options.out, PredictionsToCsv(*data, scores)); !status.ok()) {
    return status;
  }
  Summarise(*model, *data, CountPredictions(model->manifest.classes, scores), options, cli);
  return absl::OkStatus();
}

}  // namespace

void AddPredictCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("predict", "Score the rows of a CSV file with a registered model");
  command->add_option("--model", options->model, "NAME, NAME@alias or NAME:version; NAME is its champion")
      ->required();
  command->add_option("--registry", options->registry, "Folder of the model registry")->required();
  command->add_option("--data", options->data, "CSV file with the model's columns, in any order")->required();
  command->add_option("--out", options->out, "CSV file to write: id, prediction, one probability per class")
      ->required();
  command->callback([options, &cli] { cli.run = [options, &cli] { return Predict(*options, cli); }; });
}

}  // namespace yachay::cli
