// `yachay drift` and `yachay drift status`: their flags.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/drift_compare.h"
#include "cli/drift_status.h"

namespace yachay::cli {
namespace {

void AddStatus(CLI::App& drift, Cli& cli) {
  auto options = std::make_shared<DriftStatusOptions>();
  CLI::App* status = drift.add_subcommand("status", "What the drift monitor sees, model by model");
  status->add_option("--address", options->address, "host:port of the drift monitor")->capture_default_str();
  status->callback(
      [options, &cli] { cli.run = [options, &cli] { return PrintDriftStatus(*options, cli); }; });
}

// "column=test" into the map.
void AddTest(const std::string& text, DriftCompareOptions& options) {
  const size_t at = text.rfind('=');
  if (at == std::string::npos) throw CLI::ValidationError("--test", text + ": expected COLUMN=TEST");
  options.tests[text.substr(0, at)] = text.substr(at + 1);
}

}  // namespace

void AddDriftCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<DriftCompareOptions>();
  CLI::App* drift =
      app.add_subcommand("drift", "Compare data with what a model was trained on, column by column");
  drift->add_option("--reference", options->reference, "CSV file that the model was trained on");
  drift->add_option("--current", options->current, "CSV file to compare with it");
  drift->add_option("--profile", options->profile, "Which tests decide: evidently, as its defaults do")
      ->check(CLI::IsMember({"evidently"}))
      ->capture_default_str();
  drift->add_option("--report", options->report, "Write a report with histograms to this HTML file");
  drift->add_option("--target", options->target, "Column that is not compared: the target")
      ->capture_default_str();
  drift->add_option("--id", options->ids, "Columns that are not compared: ids")->capture_default_str();
  drift->add_option("--prediction", options->prediction, "Column that holds the model's predictions")
      ->capture_default_str();
  drift->add_option_function<std::vector<std::string>>(
      "--test",
      [options](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) AddTest(text, *options);
      },
      "COLUMN=TEST in place of the profile's choice: ks, chisquare, z, wasserstein_normed, jensenshannon, "
      "psi, kl_div");
  drift->add_flag("--fail-on-drift", options->fail_on_drift,
                  "Exit with 1 when the data set drifted or retraining is needed");
  AddStatus(*drift, cli);
  drift->callback([drift, options, &cli] {
    if (!drift->get_subcommands().empty()) return;
    if (options->reference.empty()) throw CLI::RequiredError("--reference");
    if (options->current.empty()) throw CLI::RequiredError("--current");
    cli.run = [options, &cli] { return CompareFiles(*options, cli); };
  });
}

}  // namespace yachay::cli
