// yachay recommend: what a learner should play next, and why.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/recommend_commands.h"
#include "service/status.h"
#include "yachay/recommendation/v1/recommendation.grpc.pb.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;
using recommendation::v1::RecommendedItem;
using recommendation::v1::RecommendRequest;
using recommendation::v1::RecommendResponse;

struct Options {
  std::string address = "127.0.0.1:7104";
  std::string learner;
  unsigned count = 5;
  double timeout_s = 10;
  std::optional<std::string> language;
  std::optional<unsigned> grade;
  std::optional<unsigned> ram_mib;
  std::optional<double> rtt_ms;
  std::optional<double> downlink_kbps;
  std::vector<std::string> skills;
  std::string audience = "learner";
  bool why = false;
};

RecommendRequest RequestOf(const Options& options) {
  RecommendRequest request;
  request.set_learner_id(options.learner);
  request.set_count(options.count);
  request.set_audience(options.audience == "teacher"  ? recommendation::v1::AUDIENCE_TEACHER
                       : options.audience == "parent" ? recommendation::v1::AUDIENCE_PARENT
                                                      : recommendation::v1::AUDIENCE_LEARNER);
  request.set_with_engagement_reasons(options.why);
  request.set_with_ranker_reasons(options.why);
  recommendation::v1::Context& context = *request.mutable_context();
  if (options.language) context.set_language(*options.language);
  if (options.grade) context.set_grade(*options.grade);
  if (options.ram_mib) context.set_ram_mib(*options.ram_mib);
  if (options.rtt_ms) context.set_rtt_ms(*options.rtt_ms);
  if (options.downlink_kbps) context.set_downlink_kbps(*options.downlink_kbps);
  for (const std::string& skill : options.skills) context.add_skill_ids(skill);
  return request;
}

template <typename Reasons>
ordered_json ReasonsToJson(const Reasons& reasons) {
  ordered_json out = ordered_json::array();
  for (const auto& reason : reasons) out.push_back({{"code", reason.code()}, {"text", reason.text()}});
  return out;
}

ordered_json ToJson(const RecommendedItem& item) {
  return {{"content_id", item.content_id()},
          {"title", item.title()},
          {"variant_id", item.variant_id()},
          {"bytes", item.bytes()},
          {"score", item.score()},
          {"success_probability", item.success_probability()},
          {"propensity", item.propensity()},
          {"skills", std::vector<std::string>(item.skill_ids().begin(), item.skill_ids().end())},
          {"reasons", ReasonsToJson(item.reasons())}};
}

ordered_json ToJson(const Options& options, const RecommendResponse& response) {
  ordered_json items = ordered_json::array();
  for (const RecommendedItem& item : response.items()) items.push_back(ToJson(item));
  return {{"learner_id", options.learner},
          {"recommendation_id", response.recommendation_id()},
          {"fallback", recommendation::v1::Fallback_Name(response.fallback())},
          {"non_personal", response.non_personal()},
          {"not_logged", response.not_logged()},
          {"engagement", response.engagement()},
          {"engagement_reasons", ReasonsToJson(response.engagement_reasons())},
          {"model_version", response.model_version()},
          {"policy", response.policy()},
          {"ranker_version", response.ranker_version()},
          {"success_version", response.success_version()},
          {"shortfall", response.shortfall()},
          {"items", items}};
}

void Print(const RecommendResponse& response, std::ostream& out) {
  out << "rests on: " << recommendation::v1::Fallback_Name(response.fallback()) << ", ordered by "
      << response.policy();
  if (response.model_version() != 0) {
    out << ", engagement forecast " << response.engagement() << " (version " << response.model_version()
        << ")";
  }
  out << (response.non_personal() ? "; the same for everybody: no consent to more is known" : "")
      << (response.not_logged() ? "; not on the log\n" : "\n");
  for (const auto& reason : response.engagement_reasons())
    out << "    " << reason.code() << ": " << reason.text() << "\n";
  for (const RecommendedItem& item : response.items()) {
    out << absl::StrFormat("%-24s %-28s %-6s %9d B  success %.2f  score %.3f  propensity %.3f\n",
                           item.content_id(), item.title(), item.variant_id(), item.bytes(),
                           item.success_probability(), item.score(), item.propensity());
    for (const auto& reason : item.reasons()) out << "    " << reason.code() << ": " << reason.text() << "\n";
  }
  if (!response.shortfall().empty()) out << "fewer than asked: " << response.shortfall() << "\n";
}

absl::Status Recommend(const Options& options, Cli& cli) {
  auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  const auto stub = recommendation::v1::Recommendation::NewStub(*channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(options.timeout_s)));
  RecommendResponse response;
  const grpc::Status status = stub->Recommend(&context, RequestOf(options), &response);
  if (!status.ok()) return service::FromGrpc(status, absl::StrCat("recommendation at ", options.address));
  if (cli.json) {
    cli.out << ToJson(options, response).dump(2) << "\n";
  } else {
    Print(response, cli.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRecommendCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* recommend = app.add_subcommand("recommend", "What a learner should play next, and why");
  recommend->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  recommend->add_option("--learner", options->learner, "Id of the learner; required");
  recommend->add_option("--count", options->count, "How many items")
      ->check(CLI::Range(1, 50))
      ->capture_default_str();
  recommend->add_option("--timeout", options->timeout_s, "Longest wait, seconds")
      ->check(CLI::Range(0.001, 3600.0));
  recommend->add_option("--language", options->language, "Language to play in; default: the learner's");
  recommend->add_option("--grade", options->grade, "School grade; default: the learner's")
      ->check(CLI::Range(1, 13));
  recommend->add_option("--ram-mib", options->ram_mib, "Memory of the device; default: the learner's");
  recommend->add_option("--rtt-ms", options->rtt_ms,
                        "Round-trip time of the connection; default: the learner's");
  recommend->add_option("--downlink-kbps", options->downlink_kbps,
                        "Goodput of the connection; default: the learner's");
  recommend->add_option("--skill", options->skills, "Only this skill; may be repeated");
  recommend->add_option("--audience", options->audience, "Whom the reasons speak to")
      ->check(CLI::IsMember({"learner", "teacher", "parent"}))
      ->capture_default_str();
  recommend->add_flag(
      "--why", options->why,
      "Also say why the forecast is as it is, and the items' reasons by the ranker's own contributions");
  recommend->require_subcommand(0, 1);
  AddRecommendTrain(*recommend, cli);
  AddRecommendTaste(*recommend, cli);
  AddRecommendEvaluate(*recommend, cli);
  AddRecommendDifficulty(*recommend, cli);
  recommend->callback([options, recommend, &cli] {
    if (!recommend->get_subcommands().empty()) return;
    if (options->learner.empty()) throw CLI::RequiredError("--learner");
    cli.run = [options, &cli] { return Recommend(*options, cli); };
  });
}

}  // namespace yachay::cli
