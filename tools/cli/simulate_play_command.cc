// yachay simulate play, yachay simulate visit
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/simulate_flags.h"
#include "cli/simulate_play.h"
#include "cli/simulate_visit.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const simulate::PlayOptions& options, const simulate::PlayResult& result) {
  const simulate::PlayReport& report = result.report;
  return {{"learners", result.learners},
          {"late_learners", result.late_learners},
          {"seed", options.cohort.seed},
          {"end_ms", options.life.end_ms},
          {"events", report.unique},
          {"deliberate_duplicates", report.duplicates},
          {"sent", report.sent},
          {"acknowledged", report.acknowledged},
          {"rejected", report.rejected},
          {"unconfirmed", report.unconfirmed},
          {"calls", report.calls},
          {"retried_calls", report.retried_calls},
          {"failed_calls", report.failed_calls},
          {"recommendations", result.recommendations},
          {"fallback_recommendations", result.fallback_recommendations},
          {"failed_recommendations", result.failed_recommendations},
          {"first_problem", report.first_problem},
          {"seconds", result.seconds}};
}

using Player = absl::StatusOr<simulate::PlayResult> (*)(const simulate::PlayOptions&);

absl::Status RunPlay(Cli& cli, simulate::PlayOptions options, Player play) {
  if (options.life.end_ms == 0) options.life.end_ms = absl::ToUnixMillis(absl::Now());
  auto credentials = DialCredentials(cli.dial);
  if (!credentials.ok()) return credentials.status();
  options.credentials = *std::move(credentials);
  const absl::StatusOr<simulate::PlayResult> result = play(options);
  if (!result.ok()) return result.status();
  const simulate::PlayReport& report = result->report;
  const bool failed = report.failed_calls > 0 || report.rejected > 0 || result->failed_recommendations > 0;
  return PrintDocument(cli, ToJson(options, *result), report.first_problem, failed);
}

// What play and visit have in common.
struct PlayFlags {
  simulate::PlayOptions options;
  CohortFlags cohort;

  void AddTo(CLI::App& app) {
    cohort.AddTo(app);
    app.add_option("--ingestion", options.ingestion, "Address of ingestion, host:port")->required();
    app.add_option("--end-ms", options.life.end_ms,
                   "The present of the play, ms since 1970 UTC; default: now");
  }
};

void RunWith(CLI::App& app, Cli& cli, const std::shared_ptr<PlayFlags>& flags, Player play) {
  app.callback([&cli, flags, play] {
    cli.run = [&cli, flags, play] {
      flags->options.cohort = flags->cohort.Get();
      return RunPlay(cli, flags->options, play);
    };
  });
}

}  // namespace

void AddSimulatePlay(CLI::App& parent, Cli& cli) {
  CLI::App* app =
      parent.add_subcommand("play", "A game server: learners live their days and report them to ingestion");
  auto flags = std::make_shared<PlayFlags>();
  flags->AddTo(*app);
  simulate::PlayOptions& options = flags->options;
  app->add_option("--recommendation", options.recommendation,
                  "Address of recommendation, whose catalogue is played; without: built-in lessons");
  app->add_option("--days", options.life.days, "Days of life: 14, 21 or 28")
      ->check(CLI::IsMember({14, 21, 28}));
  app->add_option("--spread-seconds", options.spread_seconds, "Send over so many seconds instead of at once");
  app->add_option("--lanes", options.schedule.lanes, "Game servers side by side")->check(CLI::Range(1, 64));
  app->add_option("--batch", options.schedule.batch_events, "Events in one call")->check(CLI::Range(1, 1000));
  RunWith(*app, cli, flags, &simulate::Play);
}

void AddSimulateVisit(CLI::App& parent, Cli& cli) {
  CLI::App* app =
      parent.add_subcommand("visit", "Learners ask what to play now, play the first item and report it");
  auto flags = std::make_shared<PlayFlags>();
  flags->AddTo(*app);
  app->add_option("--recommendation", flags->options.recommendation, "Address of recommendation, host:port")
      ->required();
  RunWith(*app, cli, flags, &simulate::VisitAll);
}

}  // namespace yachay::cli
