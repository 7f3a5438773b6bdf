// yachay recommend difficulty: how hard the next item of a skill should be.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/recommend_commands.h"
#include "service/status.h"
#include "yachay/recommendation/v1/recommendation.grpc.pb.h"

namespace yachay::cli {
namespace {

namespace pb = recommendation::v1;

struct Options {
  std::string address = "127.0.0.1:7104";
  std::string learner, skill;
  unsigned choices = 0;
};

absl::Status Ask(const Options& options, Cli& cli) {
  auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  pb::NextDifficultyRequest request;
  request.set_learner_id(options.learner);
  request.set_skill_id(options.skill);
  request.set_choices(options.choices);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  pb::NextDifficultyResponse response;
  const grpc::Status status =
      pb::Recommendation::NewStub(*channel)->NextDifficulty(&context, request, &response);
  if (!status.ok()) return service::FromGrpc(status, absl::StrCat("recommendation at ", options.address));
  if (cli.json) {
    cli.out << nlohmann::ordered_json({{"difficulty", response.difficulty()},
                                       {"easiest", response.easiest()},
                                       {"hardest", response.hardest()},
                                       {"success_probability", response.success_probability()},
                                       {"band_low", response.band_low()},
                                       {"band_high", response.band_high()},
                                       {"fallback", pb::Fallback_Name(response.fallback())},
                                       {"non_personal", response.non_personal()}})
                   .dump(2)
            << "\n";
  } else {
    cli.out << absl::StrFormat("%.2f logits (%.2f … %.2f), success %.2f, rests on: %s\n",
                               response.difficulty(), response.easiest(), response.hardest(),
                               response.success_probability(), pb::Fallback_Name(response.fallback()));
  }
  return absl::OkStatus();
}

}  // namespace

void AddRecommendDifficulty(CLI::App& recommend, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* difficulty =
      recommend.add_subcommand("difficulty", "How hard the next item of a skill should be");
  difficulty->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  difficulty->add_option("--learner", options->learner, "Id of the learner")->required();
  difficulty->add_option("--skill", options->skill, "Id of the skill")->required();
  difficulty->add_option("--choices", options->choices, "Answers to choose among; 0: free input");
  difficulty->callback([options, &cli] { cli.run = [options, &cli] { return Ask(*options, cli); }; });
}

}  // namespace yachay::cli
