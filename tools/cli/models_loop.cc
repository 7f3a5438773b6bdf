// yachay models nightly | guard | select: the steps of the loop that schedules run.
#include "cli/models_loop.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/models_judge.h"
#include "cli/models_nightly.h"
#include "service/log.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  JudgeOptions judge;
  int hours = 24;
  std::vector<std::string> groups;
  std::string out;
};

absl::StatusOr<ModelEvents> Open(Options& options) {
  service::InitLog("models", "warn", service::LogTo::kStderr);  // stdout belongs to --json
  if (options.judge.until_ms == 0) options.judge.until_ms = absl::ToUnixMillis(absl::Now());
  return ModelEvents::Open(options.judge.brokers, options.judge.topic_prefix);
}

absl::Status Print(const Options& options, const absl::StatusOr<Judgement>& judgement, Cli& cli) {
  if (!judgement.ok()) return judgement.status();
  if (!cli.json) {
    cli.out << (judgement->moved ? "champion moved: " : "champion stays: ") << judgement->reason << "\n";
    return absl::OkStatus();
  }
  Json json = {{"model", options.judge.model},
               {"moved", judgement->moved},
               {"champion", judgement->moved ? judgement->other : judgement->champion},
               {"champion_before", judgement->champion},
               {"reason", judgement->reason}};
  if (const auto& c = judgement->comparison) {
    json["comparison"] = {{"version", judgement->other},
                          {"rows", c->rows},
                          {"right", c->candidate_right},
                          {"champion_right", c->champion_right},
                          {"p", c->p}};
  }
  cli.out << json.dump(2) << "\n";
  return absl::OkStatus();
}

absl::Status Guard(Options& options, Cli& cli) {
  auto events = Open(options);
  if (!events.ok()) return events.status();
  return Print(options, GuardChampion(options.judge, *events), cli);
}

absl::Status Select(Options& options, Cli& cli) {
  options.judge.who = "select";
  auto events = Open(options);
  if (!events.ok()) return events.status();
  return Print(options, SelectChampion(options.judge, *events), cli);
}

// What happened in the night, in the words of `yachay drift`.
absl::Status Night(Options& options, Cli& cli) {
  service::InitLog("models", "warn", service::LogTo::kStderr);
  if (options.judge.until_ms == 0) options.judge.until_ms = absl::ToUnixMillis(absl::Now());
  const JudgeOptions& judge = options.judge;
  const auto night = RunNightly({.brokers = judge.brokers,
                                 .topic_prefix = judge.topic_prefix,
                                 .registry = judge.registry,
                                 .model = judge.model,
                                 .definitions = judge.definitions,
                                 .until_ms = judge.until_ms,
                                 .hours = options.hours,
                                 .groups = options.groups,
                                 .out = options.out});
  if (!night.ok()) return night.status();
  if (cli.json) {
    const DriftCompareOptions named{.reference = "reference.json", .current = "served"};
    Json json = DriftToJson(named, night->page);
    json["predicted"] = night->predicted;
    json["labelled"] = night->labelled;
    cli.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    cli.out << night->predicted << " learners predicted, " << night->labelled
            << " predictions of a week ago labelled\n";
    PrintDrift(night->page, cli.out);
  }
  return absl::OkStatus();
}

using Action = absl::Status (*)(Options&, Cli&);

CLI::App* Add(CLI::App& models, Cli& cli, const std::shared_ptr<Options>& options, const char* name,
              const char* help, Action action) {
  CLI::App* command = models.add_subcommand(name, help);
  command->add_option("--brokers", options->judge.brokers, "Kafka brokers, host:port,…")->required();
  command->add_option("--topic-prefix", options->judge.topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  command->add_option("--model", options->judge.model, "NAME")->required();
  command->add_option("--until-ms", options->judge.until_ms,
                      "Learners are judged and learnt from by the week up to this Unix time (default: now)");
  AddDefinitionFlags(*command, options->judge.definitions);
  command->callback(
      [options, action, &cli] { cli.run = [options, action, &cli] { return action(*options, cli); }; });
  return command;
}

}  // namespace

void AddModelsLoopCommands(CLI::App& models, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* nightly = Add(models, cli, options, "nightly",
                          "Predict for every learner, compare what was served, measure last week's forecasts "
                          "and tell the monitor",
                          Night);
  nightly
      ->add_option("--registry", options->judge.registry,
                   "Model registry: a folder, or http(s)://… of an MLflow server")
      ->required();
  nightly->add_option("--out", options->out, "Folder for predictions.csv and drift.html")->required();
  nightly->add_option("--hours", options->hours, "Of served rows that are compared")
      ->check(CLI::Range(1, 24 * 365))
      ->capture_default_str();
  nightly
      ->add_option("--groups", options->groups,
                   "Columns whose groups' errors are compared (default: Gender,Location, where the model has "
                   "them)")
      ->delimiter(',');
  for (CLI::App* judge :
       {Add(models, cli, options, "guard",
            "Champion back to the previous one when learners show that it was better", Guard),
        Add(models, cli, options, "select",
            "Challenger becomes champion when learners show that it is better", Select)}) {
    judge
        ->add_option("--registry", options->judge.registry,
                     "Model registry: a folder, or http(s)://… of an MLflow server")
        ->required();
    judge->add_option("--fewest-rows", options->judge.fewest_rows, "Learners below which nothing is judged")
        ->check(CLI::Range(10, 1'000'000))
        ->capture_default_str();
  }
}

}  // namespace yachay::cli
