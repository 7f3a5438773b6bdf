#include "cli/models_request.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/model_events.h"
#include "google/protobuf/util/time_util.h"
#include "service/log.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;
using google::protobuf::util::TimeUtil;

struct Options {
  std::string brokers, model, key, every, who;
  std::string topic_prefix = "yachay";
  std::string reason = "scheduled";
  int64_t until_ms = 0;
};

models::v1::RetrainRequested RequestOf(const Options& options) {
  const absl::Time until = options.until_ms == 0 ? absl::Now() : absl::FromUnixMillis(options.until_ms);
  models::v1::RetrainRequested request;
  request.set_idempotency_key(options.every.empty() ? options.key : ScheduledKey(options.every, until));
  request.set_model(options.model);
  request.set_reason(options.reason);
  request.set_asked_by(options.who);
  *request.mutable_window_end() = TimeUtil::MillisecondsToTimestamp(absl::ToUnixMillis(until));
  *request.mutable_window_start() = request.window_end();
  return request;
}

absl::Status Request(const Options& options, Cli& cli) {
  service::InitLog("models", "warn", service::LogTo::kStderr);  // stdout belongs to --json
  const models::v1::RetrainRequested request = RequestOf(options);
  const std::string& key = request.idempotency_key();
  if (key.empty()) return absl::InvalidArgumentError("--key or --every: what names the request is missing");
  auto events = ModelEvents::Open(options.brokers, options.topic_prefix);
  if (!events.ok()) return events.status();
  const auto asked = events->Ask(request);
  if (!asked.ok()) return asked.status();
  if (cli.json) {
    cli.out << Json{{"model", options.model}, {"key", key}, {"asked", *asked}}.dump(2) << "\n";
  } else {
    cli.out << (*asked ? "asked: " : "asked before: ") << key << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

std::string ScheduledKey(std::string_view period, absl::Time now) {
  const char* format = period == "day"    ? "daily-%Y-%m-%d"
                       : period == "week" ? "weekly-%G-W%V"
                                          : "monthly-%Y-%m";
  return absl::FormatTime(format, now, absl::UTCTimeZone());
}

void AddModelsRequestCommand(CLI::App& models, Cli& cli, const std::string& who) {
  auto options = std::make_shared<Options>();
  options->who = who;
  CLI::App* command =
      models.add_subcommand("request", "Ask for training: what `yachay train --watch` answers, once a key");
  command->add_option("--brokers", options->brokers, "Kafka brokers, host:port,…")->required();
  command->add_option("--topic-prefix", options->topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  command->add_option("--model", options->model, "NAME")->required();
  CLI::Option* key =
      command->add_option("--key", options->key, "Names this request: the same key is answered once");
  command
      ->add_option(
          "--every", options->every,
          "In place of --key: asks once in this period, whoever else does (UTC), such as weekly-2026-W47")
      ->check(CLI::IsMember({"day", "week", "month"}))
      ->excludes(key);
  command->add_option("--until-ms", options->until_ms,
                      "Learnt from is the week up to this Unix time (default: now)");
  command->add_option("--reason", options->reason, "Why, for the ledger")->capture_default_str();
  command->add_option("--who", options->who, "Who asks, for the story")->capture_default_str();
  command->callback([options, &cli] { cli.run = [options, &cli] { return Request(*options, cli); }; });
}

}  // namespace yachay::cli
