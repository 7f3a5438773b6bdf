// yachay play: what a learner has won, and where the learner stands.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/play_options.h"

namespace yachay::cli {
namespace {

namespace v1 = gamification::v1;

using Stub = v1::Gamification::Stub;
using Options = PlayOptions;

std::string TitleOf(const google::protobuf::Map<std::string, std::string>& titles, const Options& options) {
  const auto it = titles.find(options.language);
  return it != titles.end() ? it->second : titles.empty() ? "" : titles.begin()->second;
}

// One unary call and the printing of its answer.
template <typename Request, typename Response>
absl::Status Call(const Options& options, Cli& cli, const Request& request,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const std::function<void(const Response&, std::ostream&)>& print) {
  const auto stub = ConnectToPlay(options, cli);
  if (!stub.ok()) return stub.status();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(options.timeout_s)));
  Response response;
  const grpc::Status status = (stub->get()->*method)(&context, request, &response);
  if (!status.ok()) return PlayError(status, options);
  if (cli.json) {
    cli.out << JsonOf(response).dump(2) << "\n";
  } else {
    print(response, cli.out);
  }
  return absl::OkStatus();
}

void PrintProfile(const v1::GetProfileResponse& profile, std::ostream& out) {
  out << absl::StrFormat("%d points, level %d (next at %d); %d this week\n", profile.points(),
                         profile.level(), profile.next_level_points(), profile.week_points());
  out << absl::StrFormat("streak %d days, best %d; %d freezes left this week; %d active days\n",
                         profile.current_streak_days(), profile.best_streak_days(), profile.freezes_left(),
                         profile.active_days());
  for (const auto& badge : profile.badges()) {
    out << absl::StrFormat("  badge %-20s tier %d, %d", badge.badge_id(), badge.tier(), badge.value());
    out << (badge.next_tier_value() > 0 ? absl::StrCat(" of ", badge.next_tier_value()) : "") << "\n";
  }
  for (const auto& quest : profile.quests()) {
    out << absl::StrFormat("  quest %-20s done %d times; now", quest.quest_id(), quest.completed());
    for (const auto step : quest.steps_done()) out << " " << step;
    out << "\n";
  }
}

absl::Status Profile(const Options& options, Cli& cli) {
  v1::GetProfileRequest request;
  request.set_learner_id(options.learner);
  return Call<v1::GetProfileRequest, v1::GetProfileResponse>(options, cli, request, &Stub::GetProfile,
                                                             PrintProfile);
}

void PrintLeaderboard(const v1::GetLeaderboardResponse& board, std::ostream& out) {
  out << "week of " << board.week() << ", "
      << (board.classroom_id().empty() ? "a group of the same game and grade"
                                       : "classroom " + board.classroom_id())
      << "\n";
  if (board.opted_out()) out << "on no leaderboard, by preference; " << board.points() << " points\n";
  for (const auto& entry : board.entries())
    out << absl::StrFormat("%4d. %-24s %d\n", entry.rank(), entry.learner_id(), entry.points());
  if (!board.opted_out()) out << "rank " << board.rank() << " of " << board.size() << "\n";
}

absl::Status Leaderboard(const Options& options, Cli& cli) {
  v1::GetLeaderboardRequest request;
  request.set_learner_id(options.learner);
  request.set_week(options.week);
  request.set_count(options.count);
  return Call<v1::GetLeaderboardRequest, v1::GetLeaderboardResponse>(options, cli, request,
                                                                     &Stub::GetLeaderboard, PrintLeaderboard);
}

absl::Status Badges(const Options& options, Cli& cli) {
  const auto print = [&](const v1::ListBadgesResponse& response, std::ostream& out) {
    for (const auto& badge : response.badges()) {
      out << absl::StrFormat("%-20s %-24s %s%s:", badge.id(), TitleOf(badge.titles(), options),
                             badge.measure(), badge.skill_id().empty() ? "" : " of " + badge.skill_id());
      for (const auto tier : badge.tiers()) out << " " << tier;
      out << "\n";
    }
  };
  return Call<v1::ListBadgesRequest, v1::ListBadgesResponse>(options, cli, {}, &Stub::ListBadges, print);
}

absl::Status Quests(const Options& options, Cli& cli) {
  const auto print = [&](const v1::ListQuestsResponse& response, std::ostream& out) {
    for (const auto& quest : response.quests()) {
      out << absl::StrFormat("%-20s %-24s each %s:", quest.id(), TitleOf(quest.titles(), options),
                             quest.every() == v1::Quest::PERIOD_DAY ? "day" : "week");
      for (const auto& step : quest.steps()) out << " " << step.count() << " " << step.measure() << ";";
      out << " " << quest.points() << " points\n";
    }
  };
  return Call<v1::ListQuestsRequest, v1::ListQuestsResponse>(options, cli, {}, &Stub::ListQuests, print);
}

CLI::App* Add(CLI::App* play, const char* name, const char* help, const std::shared_ptr<Options>& options,
              Cli& cli, absl::Status (*run)(const Options&, Cli&), bool of_learner) {
  CLI::App* command = play->add_subcommand(name, help);
  command->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  if (of_learner) command->add_option("--learner", options->learner, "Id of the learner")->required();
  if (!of_learner) command->add_option("--language", options->language, "Of titles")->capture_default_str();
  command->add_option("--timeout", options->timeout_s, "Longest wait, seconds")
      ->check(CLI::Range(0.001, 3600.0));
  command->callback([options, run, &cli] { cli.run = [options, run, &cli] { return run(*options, cli); }; });
  return command;
}

}  // namespace

void AddPlayCommand(CLI::App& app, Cli& cli) {
  const auto options = std::make_shared<Options>();
  CLI::App* play =
      app.add_subcommand("play", "Points, badges, quests, leaderboards, and what is new for a learner");
  play->require_subcommand(1);
  Add(play, "profile", "What a learner has won", options, cli, Profile, true);
  CLI::App* board = Add(play, "leaderboard", "The places around a learner", options, cli, Leaderboard, true);
  board->add_option("--week", options->week,
                    "The Monday of the week, yyyy-mm-dd; default: the learner's present one");
  board->add_option("--count", options->count, "How many places")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  CLI::App* watch = Add(play, "watch",
                        "Rewards and what to play next, as they come; with --json one a line, or one "
                        "document with --for or --rewards",
                        options, cli, WatchPlay, true);
  watch->add_option("--items", options->items, "How many recommended items to watch; 0: none")
      ->check(CLI::Range(0, 20))
      ->capture_default_str();
  watch->add_option("--for", options->for_s, "Seconds; default: until it is stopped");
  watch->add_option("--rewards", options->rewards, "End after so many rewards");
  Add(play, "badges", "The badges there are", options, cli, Badges, false);
  Add(play, "quests", "The quests there are", options, cli, Quests, false);
}

}  // namespace yachay::cli
