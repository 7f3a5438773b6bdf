// yachay features: what the feature store serves and how far it has come, and the same values replayed from
// the log.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/features_replay.h"
#include "cli/features_text.h"
#include "service/channel.h"
#include "service/status.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;
using Stub = features::v1::FeatureStore::Stub;

struct Options {
  std::string address = "127.0.0.1:7102";
  std::vector<std::string> learners;
  std::vector<std::string> features = {"engagement:*", "tracer:*",  "device:*",
                                       "connection:*", "profile:*", "content:*"};
  std::int64_t as_of_ms = 0;  // 0: now
  double timeout_s = 10;
};

// One call, with its deadline.
template <typename Request, typename Response>
absl::Status Call(const Options& options,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response* response) {
  const auto channel = service::MakeChannel(options.address);
  if (!channel.ok()) return channel.status();
  const auto stub = features::v1::FeatureStore::NewStub(*channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout_s * 1000)));
  return service::FromGrpc((stub.get()->*method)(&context, request, response),
                           "feature-store at " + options.address);
}

absl::Status Views(const Options& options, Cli& cli) {
  features::v1::ListFeatureViewsResponse response;
  const absl::Status called =
      Call(options, &Stub::ListFeatureViews, features::v1::ListFeatureViewsRequest(), &response);
  if (!called.ok()) return called;
  if (cli.json) {
    cli.out << ViewsJson(response).dump(2) << "\n";
  } else {
    PrintViews(response, cli.out);
  }
  return absl::OkStatus();
}

absl::Status Get(const Options& options, Cli& cli) {
  features::v1::GetFeaturesRequest request;
  for (const std::string& feature : options.features) request.add_features(feature);
  for (const std::string& learner : options.learners) request.add_learner_ids(learner);
  if (options.as_of_ms != 0) {
    request.mutable_as_of()->set_seconds(options.as_of_ms / 1000);
    request.mutable_as_of()->set_nanos(static_cast<std::int32_t>(options.as_of_ms % 1000 * 1'000'000));
  }
  features::v1::GetFeaturesResponse response;
  if (const absl::Status called = Call(options, &Stub::GetFeatures, request, &response); !called.ok())
    return called;
  if (cli.json) {
    cli.out << FeaturesJson(options.learners, response).dump(2) << "\n";
  } else {
    PrintFeatures(options.learners, response, cli.out);
  }
  return absl::OkStatus();
}

absl::Status Position(const Options& options, Cli& cli) {
  features::v1::GetLogPositionResponse response;
  const absl::Status called =
      Call(options, &Stub::GetLogPosition, features::v1::GetLogPositionRequest(), &response);
  if (!called.ok()) return called;
  if (cli.json) {
    cli.out << PositionJson(response).dump(2) << "\n";
  } else {
    PrintPosition(response, cli.out);
  }
  return absl::OkStatus();
}

// A subcommand that asks the store.
template <typename Run>
CLI::App* AddCall(CLI::App* parent, Cli& cli, const std::shared_ptr<Options>& options, const char* name,
                  const char* help, Run run) {
  CLI::App* command = parent->add_subcommand(name, help);
  command->add_option("--address", options->address, "The feature store, host:port")->capture_default_str();
  command->add_option("--timeout", options->timeout_s, "Seconds to wait for the answer")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->callback([options, &cli, run] { cli.run = [options, &cli, run] { return run(*options, cli); }; });
  return command;
}

void AddReplay(CLI::App* parent, Cli& cli) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* replay = parent->add_subcommand(
      "replay", "Rows of the engagement view from the log, as CSV, by the store's own fold");
  replay->add_option("--brokers", options->brokers, "Kafka brokers, host:port,…")->required();
  replay->add_option("--topic-prefix", options->topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  replay->add_option("--as-of-ms", options->as_of_ms,
                     "Features know what happened up to here, ms since 1970 UTC; default: now");
  replay->add_flag("--label", options->label,
                   "Add EngagementLevel: by the minutes played in the 7 days after --as-of-ms");
  replay->add_option("--timeout", options->timeout_s, "Seconds to read the log to its end")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  replay->callback([options, &cli] { cli.run = [options, &cli] { return Replay(*options, cli); }; });
}

}  // namespace

void AddFeaturesCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* features = app.add_subcommand("features", "What is known of learners");
  features->require_subcommand(1);
  AddCall(features, cli, options, "views", "The feature views that the store serves", Views);
  CLI::App* get = AddCall(features, cli, options, "get", "Features of learners, with their age", Get);
  get->add_option("--learner", options->learners, "Learner id; may be repeated")->required();
  get->add_option("--feature", options->features, "view:feature or view:*; may be repeated; default: all");
  get->add_option("--as-of-ms", options->as_of_ms, "Windows end here, ms since 1970 UTC; default: now")
      ->check(CLI::NonNegativeNumber);
  AddCall(features, cli, options, "position", "How far the store has followed the log", Position);
  AddReplay(features, cli);
}

}  // namespace yachay::cli
