// yachay features: what the feature store serves and how far it has come, and the same values replayed from
// the log.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/features_definitions.h"
#include "cli/features_export.h"
#include "cli/features_labels.h"
#include "cli/features_rebuild.h"
#include "cli/features_replay.h"
#include "cli/features_text.h"
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
  std::string feature_service;  // empty: the features
  std::vector<std::string> min_offsets;
  std::int64_t as_of_ms = 0;  // 0: now
  double timeout_s = 10;
};

// One call, with its deadline.
template <typename Request, typename Response>
absl::Status Call(const Options& options, const Cli& cli,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response* response) {
  const auto channel = Dial(options.address, cli.dial);
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
      Call(options, cli, &Stub::ListFeatureViews, features::v1::ListFeatureViewsRequest(), &response);
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
  request.set_feature_service(options.feature_service);
  if (options.feature_service.empty())
    request.mutable_features()->Add(options.features.begin(), options.features.end());
  const auto offsets = ParseOffsets(absl::StrJoin(options.min_offsets, " "));
  if (!offsets.ok())
    return absl::InvalidArgumentError(absl::StrCat("--min-offset: ", offsets.status().message()));
  for (const auto& [partition, offset] : *offsets) {
    auto* at = request.add_min_offsets();
    at->set_partition(partition);
    at->set_offset(offset);
  }
  for (const std::string& learner : options.learners) request.add_learner_ids(learner);
  if (options.as_of_ms != 0) {
    request.mutable_as_of()->set_seconds(options.as_of_ms / 1000);
    request.mutable_as_of()->set_nanos(static_cast<std::int32_t>(options.as_of_ms % 1000 * 1'000'000));
  }
  features::v1::GetFeaturesResponse response;
  if (const absl::Status called = Call(options, cli, &Stub::GetFeatures, request, &response); !called.ok())
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
      Call(options, cli, &Stub::GetLogPosition, features::v1::GetLogPositionRequest(), &response);
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

absl::Status Receipt(const Options& options, Cli& cli) {
  features::v1::GetErasureReceiptRequest request;
  request.set_learner_id(options.learners.at(0));
  features::v1::GetErasureReceiptResponse response;
  const absl::Status called = Call(options, cli, &Stub::GetErasureReceipt, request, &response);
  if (!called.ok()) return called;
  if (cli.json) {
    cli.out << ReceiptJson(response).dump(2) << "\n";
  } else {
    PrintReceipt(response, cli.out);
  }
  return absl::OkStatus();
}

void AddLog(CLI::App* command, FeaturesLog* log) {
  auto* brokers = command->add_option("--brokers", log->brokers, "Kafka brokers, host:port,…");
  auto* recorded =
      command->add_option("--recorded", log->recorded,
                          "In place of the brokers: a file of events, one JSON document a line; repeatable");
  recorded->excludes(brokers);
  command->add_option("--topic-prefix", log->topic_prefix, "First part of every topic's name")
      ->capture_default_str();
}

struct ReplayFlags {
  FeaturesLog log;
  ReplayOptions rows;
  RebuildOptions rebuild;
};

absl::Status RunReplay(ReplayFlags flags, Cli& cli) {
  if (flags.log.brokers.empty() && flags.log.recorded.empty())
    return absl::InvalidArgumentError("give --brokers or --recorded");
  flags.rebuild.log = flags.log;
  if (!flags.rebuild.store.empty()) return Rebuild(flags.rebuild, cli);
  flags.rows.log = flags.log;
  flags.rows.definitions = flags.rebuild.definitions;
  return Replay(flags.rows, cli);
}

void AddReplay(CLI::App* parent, Cli& cli) {
  auto flags = std::make_shared<ReplayFlags>();
  CLI::App* replay = parent->add_subcommand(
      "replay", "Rows of the engagement view from the log, as CSV; or, with --store, a whole store");
  AddLog(replay, &flags->log);
  ReplayOptions& options = flags->rows;
  replay->add_option("--as-of-ms", options.as_of_ms,
                     "Features know what happened up to here, ms since 1970 UTC; default: now");
  replay->add_flag("--label", options.label,
                   "Add EngagementLevel: by the minutes played in the 7 days after --as-of-ms");
  replay->add_option_function<double>(
      "--timeout", [flags](double seconds) { flags->log.timeout = absl::Seconds(seconds); },
      "Seconds to read one partition to its end (3600)");
  RebuildOptions& rebuild = flags->rebuild;
  replay->add_option("--store", rebuild.store, "Rebuild the feature store's folder from the log");
  AddDefinitionFlags(*replay, rebuild.definitions);
  replay->add_option("--feature-services", rebuild.feature_services,
                     "With --store, as the feature store is started with");
  replay->add_option("--rewards", rebuild.rewards, "As the feature store is started with");
  replay->add_option("--erasure-salt-file", rebuild.erasure_salt_file,
                     "With --store, as the feature store is started with");
  replay->callback([flags, &cli] { cli.run = [flags, &cli] { return RunReplay(*flags, cli); }; });
}

void AddExport(CLI::App* parent, Cli& cli) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = parent->add_subcommand(
      "export", "Point-in-time rows for a table of labels, from the log, as the store served them");
  AddLog(command, &options->log);
  command->add_option("--labels", options->labels, "CSV: learner_id, as_of_ms, label (and position)")
      ->required();
  command->add_option("--out", options->out, "CSV to write; compressed when it ends in .gz")->required();
  command
      ->add_option(
          "--cut", options->cut,
          "What a row knows. arrival: what ingestion had by as_of_ms, as the store served; event-time: what "
          "had happened by as_of_ms, whenever it came; position: up to the offsets in the column position")
      ->check(CLI::IsMember({"arrival", "event-time", "position"}))
      ->capture_default_str();
  command->add_option("--feature", options->features, "view:feature or view:*; repeatable");
  command->add_option("--feature-service", options->feature_service, "A named list of features")
      ->capture_default_str();
  AddDefinitionFlags(*command, options->definitions);
  command->add_option("--feature-services", options->feature_services,
                      "Folder of feature services, as the feature store is started with");
  command->add_option("--rewards", options->rewards, "As the feature store is started with");
  command->callback([options, &cli] {
    cli.run = [options, &cli]() -> absl::Status {
      if (options->log.brokers.empty() && options->log.recorded.empty())
        return absl::InvalidArgumentError("give --brokers or --recorded");
      return Export(*options, cli);
    };
  });
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
  get->add_option("--feature-service", options->feature_service,
                  "A named list of features, in place of --feature");
  get->add_option("--min-offset", options->min_offsets,
                  "partition:offset; wait until this record is applied; may be repeated");
  get->add_option("--as-of-ms", options->as_of_ms, "Windows end here, ms since 1970 UTC; default: now")
      ->check(CLI::NonNegativeNumber);
  AddCall(features, cli, options, "position", "How far the store has followed the log", Position);
  CLI::App* receipt =
      AddCall(features, cli, options, "receipt", "The proof that a learner was erased", Receipt);
  receipt->add_option("--learner", options->learners, "Learner id")->required()->expected(1);
  AddReplay(features, cli);
  AddExport(features, cli);
}

}  // namespace yachay::cli
