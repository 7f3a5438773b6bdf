// yachay predict: scores the rows of a file, or learners as the feature store knows them, with a registered
// version.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/predict_learners.h"
#include "cli/predict_stream.h"
#include "cli/train_progress.h"
#include "mlflow/open_registry.h"

namespace yachay::cli {
namespace {

struct Options {
  std::string model, registry;
  std::string learners;
  LearnerRowsOptions rows;
  FeaturesLog log;
  double timeout_s = 30;
  size_t block_kib = 1024;
  PredictOptions predict;
};

void Print(const LoadedModel& model, const PredictSummary& summary, double seconds, const Options& options,
           Cli& cli) {
  const PredictProgress& total = summary.total;
  const double rate = static_cast<double>(total.rows - summary.resumed_rows) / std::max(seconds, 1e-9);
  if (cli.json) {
    const nlohmann::ordered_json document = {{"model", model.ref.model},
                                             {"version", model.ref.version},
                                             {"data", options.predict.data},
                                             {"out", options.predict.out},
                                             {"rows", total.rows},
                                             {"resumed_rows", summary.resumed_rows},
                                             {"rows_per_second", rate},
                                             {"predictions", total.predictions},
                                             {"missing_cells", total.missing_cells},
                                             {"unseen_categories", total.unseen_categories}};
    cli.out << document.dump(2) << "\n";
    return;
  }
  cli.out << total.rows << " rows scored by " << model.ref.model << ":" << model.ref.version << " into "
          << options.predict.out << absl::StrFormat(" (%.0f rows a second)\n", rate);
  if (summary.resumed_rows > 0) cli.out << summary.resumed_rows << " of them by a run that was interrupted\n";
  for (const auto& [name, count] : total.predictions) cli.out << "  " << name << "  " << count << "\n";
  cli.out << total.missing_cells << " missing cells, " << total.unseen_categories
          << " cells with a category that the model has never seen (scored as missing)\n";
}

std::string LearnersFile(const Options& options) {
  return options.learners.empty() ? options.predict.out + ".learners" : options.learners;
}

// Learners of a file, or all that are on the log: those are kept beside the output while there is a run to go
// on with, which then is one over the same ones.
absl::Status PrepareLearners(Options& options, const LoadedModel& model, const Cli& cli) {
  PredictOptions& predict = options.predict;
  predict.data = LearnersFile(options);
  predict.id = kLearnerColumn;
  predict.save_every = 1;
  predict.source =
      absl::StrCat(options.rows.feature_store, " ", options.rows.view, " ", options.rows.other_views, " ",
                   options.log.brokers, " ", options.log.topic_prefix);
  if (options.learners.empty() && !GoesOn(model, predict)) {
    if (auto status = WriteLearners(options.log, predict.data); !status.ok()) return status;
  }
  options.rows.timeout = absl::Seconds(options.timeout_s);
  auto rows = LearnerRows::Connect(options.rows, model.manifest, cli.dial);
  if (!rows.ok()) return rows.status();
  predict.read = [rows = *std::move(rows)](CsvBlock block) { return rows.Read(std::move(block)); };
  predict.block_bytes = std::min(predict.block_bytes, size_t{64} << 10);  // some thousand learners
  return absl::OkStatus();
}

absl::Status Predict(Options& options, Cli& cli) {
  PredictOptions& predict = options.predict;
  if (predict.data.empty() == options.rows.feature_store.empty()) {
    return absl::InvalidArgumentError(
        "expected either --data, or --feature-store with --learners or --brokers");
  }
  if (!options.rows.feature_store.empty() && options.learners.empty() == options.log.brokers.empty()) {
    return absl::InvalidArgumentError("--feature-store: expected one of --learners and --brokers");
  }
  std::error_code ignored;
  if (std::filesystem::equivalent(predict.data, predict.out, ignored)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--out ", predict.out, " is the data file itself; name another"));
  }
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto model = LoadModel(**registry, options.model);
  if (!model.ok()) return model.status();
  predict.block_bytes = options.block_kib << 10;
  if (!options.rows.feature_store.empty()) {
    if (auto status = PrepareLearners(options, *model, cli); !status.ok()) return status;
  }
  predict.progress = TerminalProgress("scoring");
  const absl::Time begin = absl::Now();
  const auto summary = PredictFile(*model, predict);
  if (!summary.ok()) return summary.status();
  if (!options.log.brokers.empty()) std::filesystem::remove(LearnersFile(options), ignored);
  Print(*model, *summary, absl::ToDoubleSeconds(absl::Now() - begin), options, cli);
  return absl::OkStatus();
}

}  // namespace

void AddPredictCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("predict",
                                         "Score the rows of a CSV file, or learners, with a registered "
                                         "model; run again, it goes on where it stopped");
  command->add_option("--model", options->model, "NAME, NAME@alias or NAME:version; NAME is its champion")
      ->required();
  command
      ->add_option("--registry", options->registry,
                   "Model registry: a folder, or http(s)://… of an MLflow server")
      ->required();
  command->add_option("--data", options->predict.data, "CSV file with the model's columns, in any order");
  command->add_option("--feature-store", options->rows.feature_store,
                      "host:port; scores learners with the features that they have there");
  command->add_option("--learners", options->learners, "CSV file with a column learner_id");
  command->add_option("--brokers", options->log.brokers,
                      "In its place: every learner on the log of these brokers");
  command->add_option("--topic-prefix", options->log.topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  command->add_option("--view", options->rows.view, "View that holds the model's features")
      ->capture_default_str();
  command
      ->add_option(
          "--other-views", options->rows.other_views,
          "Rows of learners whose views are not those that the model was trained on: refuse, or serve")
      ->check(CLI::IsMember({"refuse", "serve"}))
      ->capture_default_str();
  command->add_option("--timeout", options->timeout_s, "Seconds to wait for an answer of the feature store")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--out", options->predict.out,
                   "CSV file to write: id, prediction, one probability per class")
      ->required();
  command->add_option("--threads", options->predict.threads, "That parse, score and write")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--block", options->block_kib, "KiB of the file held by a thread at a time")
      ->check(CLI::Range(size_t{1}, size_t{65536}))
      ->capture_default_str();
  command->callback([options, &cli] { cli.run = [options, &cli] { return Predict(*options, cli); }; });
}

}  // namespace yachay::cli
