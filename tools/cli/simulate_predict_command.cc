// yachay simulate predict
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/simulate_flags.h"
#include "cli/simulate_predict.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const simulate::PredictReport& report, bool with_learners) {
  ordered_json versions = ordered_json::object();
  for (const auto& [version, answers] : report.versions) {
    versions[absl::StrCat(version)] = {
        {"rows", answers.rows}, {"right", answers.right}, {"labels", answers.labels}};
  }
  ordered_json document = {{"calls", report.calls},
                           {"retried_calls", report.retried_calls},
                           {"failed_calls", report.failed_calls},
                           {"rows", report.rows},
                           {"logged", report.logged},
                           {"unknown_learners", report.unknown},
                           {"versions", versions},
                           {"first_problem", report.first_problem}};
  if (with_learners) document["learners"] = report.last;
  return document;
}

// All learners of the cohort, and what became of them.
void AskCohort(const simulate::CohortOptions& cohort, simulate::PredictOptions& options) {
  for (const simulate::Learner& learner : simulate::DrawLearners(cohort)) {
    options.learner_ids.push_back(learner.id);
    options.truth[learner.id] = simulate::SecondWeekLabel(learner);
  }
}

}  // namespace

void AddSimulatePredict(CLI::App& parent, Cli& cli) {
  struct Flags {
    simulate::PredictOptions options;
    CohortFlags cohort;
    bool per_learner = false;
  };
  CLI::App* app = parent.add_subcommand(
      "predict", "Asks inference about a cohort by learner ids, and counts the answers and the right ones");
  auto flags = std::make_shared<Flags>();
  flags->cohort.AddTo(*app);
  simulate::PredictOptions& options = flags->options;
  app->add_option("--inference", options.inference, "Address of inference, host:port")->required();
  app->add_option("--model", options.model, "Model to ask")->capture_default_str();
  app->add_option("--learner", options.learner_ids, "Ask about these instead of a cohort");
  app->add_option("--as-of-ms", options.as_of_ms,
                  "Features as they stood then, ms since 1970 UTC; default: now");
  app->add_option("--batch", options.batch, "Learners in one call")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_option("--continuous", options.seconds, "Go on for so many seconds, round after round");
  app->add_option("--until-version", options.until_version,
                  "With --continuous: stop once this version answers");
  app->add_option("--calls-per-second", options.calls_per_second, "At most so many calls");
  app->add_flag("--per-learner", flags->per_learner, "Also print each learner's label");
  app->callback([&cli, flags] {
    cli.run = [&cli, flags] {
      simulate::PredictOptions asked = flags->options;
      if (asked.learner_ids.empty()) AskCohort(flags->cohort.Get(), asked);
      auto credentials = DialCredentials(cli.dial);
      if (!credentials.ok()) return credentials.status();
      asked.credentials = *std::move(credentials);
      const simulate::PredictReport report = simulate::PredictAll(asked);
      return PrintDocument(cli, ToJson(report, flags->per_learner), report.first_problem,
                           report.failed_calls > 0);
    };
  });
}

}  // namespace yachay::cli
