// `yachay drift` and its subcommands status, label and power: their flags.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/drift_compare.h"
#include "cli/drift_label.h"
#include "cli/drift_power.h"
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

void AddLabel(CLI::App& drift, Cli& cli) {
  auto options = std::make_shared<DriftLabelOptions>();
  CLI::App* label = drift.add_subcommand(
      "label", "Tell the drift monitor what turned out to be true of served predictions");
  label->add_option("--brokers", options->brokers, "host:port[,host:port…]")
      ->envname("YACHAY_KAFKA")
      ->required();
  label->add_option("--topic-prefix", options->topic_prefix, "what the topics' names begin with")
      ->capture_default_str();
  label->add_option("--model", options->model, "Whose predictions")->capture_default_str();
  label->add_option("--file", options->file, "CSV file with the columns prediction_id and label")->required();
  label->callback([options, &cli] { cli.run = [options, &cli] { return LabelPredictions(*options, cli); }; });
}

// An alert budget in place of --alarm-rate.
template <typename Options>
void AddBudget(CLI::App& command, Options& options) {
  command
      .add_option(
          "--false-alarm-days", options.false_alarm_days,
          "yachay, in place of --alarm-rate: one false alarm in so many days, over all columns and windows")
      ->check(CLI::Range(0.01, 1e6))
      ->excludes("--alarm-rate");
  command.add_option("--windows-per-day", options.windows_per_day, "Windows that are compared in a day")
      ->check(CLI::Range(0.01, 1e6))
      ->capture_default_str();
}

void AddPower(CLI::App& drift, Cli& cli) {
  auto options = std::make_shared<DriftPowerOptions>();
  CLI::App* power =
      drift.add_subcommand("power", "What the tests notice: power, delay and false alarms on a file's rows");
  power->add_option("--data", options->data, "CSV file of one population")->required();
  power->add_option("--profile", options->profile, "As of `yachay drift`")
      ->check(CLI::IsMember({"evidently", "yachay"}))
      ->capture_default_str();
  power->add_option("--alarm-rate", options->alarm_rate, "Of the profile yachay")
      ->check(CLI::Range(1e-9, 0.5))
      ->capture_default_str();
  AddBudget(*power, *options);
  power
      ->add_option("--unshifted", options->unshifted,
                   "Windows without shift, for the rate of false alarms; at least as many as --trials")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  power->add_option("--window-rows", options->window_rows, "Rows of a window")
      ->check(CLI::Range(10, 1'000'000))
      ->capture_default_str();
  power->add_option("--reference-rows", options->reference_rows, "Rows of the reference")
      ->check(CLI::Range(10, 1'000'000))
      ->capture_default_str();
  power->add_option("--trials", options->trials, "Windows that are tried")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  power->add_option("--seed", options->seed, "The same seed gives the same table")->capture_default_str();
  power->add_option("--target", options->target, "Column that is left out: the target")
      ->capture_default_str();
  power->add_option("--id", options->ids, "Columns that are left out: ids")->capture_default_str();
  power->callback([options, &cli] { cli.run = [options, &cli] { return MeasurePower(*options, cli); }; });
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
  drift->add_option("--reference", options->reference,
                    "CSV file that the model was trained on, or the reference.json of its version");
  drift->add_option("--current", options->current, "CSV file to compare with it");
  drift
      ->add_option(
          "--profile", options->profile,
          "Which tests decide: evidently, as its defaults do; yachay, one alarm rate over all columns")
      ->check(CLI::IsMember({"evidently", "yachay"}))
      ->capture_default_str();
  drift
      ->add_option("--alarm-rate", options->alarm_rate,
                   "yachay: chance that a file without drift has a drifted column")
      ->check(CLI::Range(1e-9, 0.5))
      ->capture_default_str();
  AddBudget(*drift, *options);
  drift
      ->add_option("--rule", options->rule,
                   "When to retrain: published counts every column, sensitive those that move predictions, "
                   "weighted by "
                   "how much they do")
      ->check(CLI::IsMember({"published", "sensitive", "weighted"}))
      ->capture_default_str();
  drift->add_option("--predictions", options->predictions,
                    "CSV that `yachay predict` wrote for --current: estimates how well the model does");
  drift->add_option("--groups", options->groups, "Columns whose groups' errors are compared")
      ->delimiter(',')
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
      "psi, kl_div, hellinger, homogeneity");
  drift->add_flag("--fail-on-drift", options->fail_on_drift,
                  "Exit with 1 when the data set drifted or retraining is needed");
  AddStatus(*drift, cli);
  AddLabel(*drift, cli);
  AddPower(*drift, cli);
  drift->callback([drift, options, &cli] {
    if (!drift->get_subcommands().empty()) return;
    if (options->reference.empty()) throw CLI::RequiredError("--reference");
    if (options->current.empty()) throw CLI::RequiredError("--current");
    cli.run = [options, &cli] { return CompareFiles(*options, cli); };
  });
}

}  // namespace yachay::cli
