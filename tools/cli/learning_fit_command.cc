// yachay learning fit
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/learning_commands.h"
#include "cli/learning_fit.h"
#include "models/files.h"

namespace yachay::cli {
namespace {

struct FitFlags {
  std::string data, out, version;
};

absl::Status Fit(const FitFlags& flags, Cli& cli) {
  const auto data = ReadAnswers(flags.data);
  if (!data.ok()) return data.status();
  const learning::Calibration calibration = FitCalibrationOf(*data, flags.version);
  if (auto status = models::WriteFileAtomically(flags.out, ToJson(calibration)); !status.ok()) return status;
  const nlohmann::ordered_json written = {
      {"file", flags.out}, {"version", calibration.version}, {"fingerprint", Fingerprint(calibration)}};
  if (cli.json) {
    const nlohmann::ordered_json document = {{"data", DataJson(*data)}, {"calibration", written}};
    cli.out << document.dump(2) << "\n";
    return absl::OkStatus();
  }
  cli.out << DataText("data", *data);
  for (const auto& [name, value] : written.items())
    cli.out << "calibration " << name << ": " << value.dump() << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddLearningFit(CLI::App& parent, Cli& cli) {
  auto flags = std::make_shared<FitFlags>();
  CLI::App* app = parent.add_subcommand("fit",
                                        "Fits difficulties and mastery to answers: the --calibration of "
                                        "yachay-feature-store and train --answers");
  app->add_option("--data", flags->data, "Answers: user_id, item_id, timestamp, correct, skill_id")
      ->required();
  app->add_option("--out", flags->out, "Calibration to write, JSON")->required();
  app->add_option("--version", flags->version, "Of the calibration; default: a hash of it");
  app->callback([flags, &cli] { cli.run = [flags, &cli] { return Fit(*flags, cli); }; });
}

}  // namespace yachay::cli
