// yachay learning fit
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/learning_commands.h"
#include "cli/learning_fit.h"
#include "cli/learning_success.h"
#include "cli/train_progress.h"
#include "mlflow/open_registry.h"
#include "models/files.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

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
    const auto opened = mlflow::OpenRegistry(flags.registry);
    if (!opened.ok()) return opened.status();
    models::Registry& registry = **opened;
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

}  // namespace

void AddLearningFit(CLI::App& parent, Cli& cli) {
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

}  // namespace yachay::cli
