#include "config.h"

#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "mlflow/open_registry.h"
#include "service/flags.h"

namespace yachay::inference {
namespace {

std::optional<int> Misused(const std::string& what) {
  std::cerr << "yachay-inference: " << what << " (see --help)\n";
  return 2;
}

}  // namespace

std::optional<int> ParseConfig(int argc, const char* const* argv, Config* config) {
  config->process.listen = "127.0.0.1:7103";
  config->process.admin = "127.0.0.1:9103";
  service::Flags flags("yachay-inference", "Scores learners with the models of the registry.");
  flags.Add(&config->process);
  flags.Add("registry", &config->registry, "Model registry: a folder, or http(s)://… of an MLflow server");
  flags.Add("models", &config->models, "Names of the models to serve; none: all of the registry");
  flags.Add("registry-poll", &config->registry_poll, "How often the registry's aliases are read");
  flags.Add("feature-store", &config->feature_store,
            "Address of the feature store, host:port; empty: rows of learners are refused");
  flags.Add("feature-timeout", &config->feature_timeout, "Longest wait for the feature store");
  flags.Add("brokers", &config->brokers, "Kafka brokers, host:port,…; empty: predictions are not logged");
  flags.Add("topic-prefix", &config->topic_prefix, "What the names of topics begin with");
  flags.Add("log-sample", &config->log_sample, "Share of requests whose predictions are logged", 0.0, 1.0);
  std::string split;
  flags.Add(
      "split", &split,
      "challenger=SHARE: this share (0 to 1) of the learners that ask for the champion is scored by the "
      "challenger; empty: none");
  flags.Add("shadow", &config->arms.shadow,
            "Alias (challenger or previous) whose version scores the champion's rows too, for metrics only; "
            "empty: none");
  std::string other_views = "refuse";
  flags.Add("other-views", &other_views,
            "Rows of learners whose views are not those that the model was trained on: refuse (the caller "
            "falls back), or serve");
  flags.Add("in-flight-rows", &config->in_flight_rows,
            "Rows that may be in work, at 100 to 200 bytes each, before RESOURCE_EXHAUSTED", 10'000,
            100'000'000);
  if (const std::optional<int> code = flags.Parse(argc, argv)) return code;

  if (config->registry.empty()) return Misused("--registry: expected a folder or http(s)://…");
  if (config->registry_poll <= absl::ZeroDuration()) return Misused("--registry-poll: expected more than 0s");
  if (config->feature_timeout <= absl::ZeroDuration())
    return Misused("--feature-timeout: expected more than 0s");
  if (other_views != "refuse" && other_views != "serve")
    return Misused("--other-views: expected refuse or serve");
  config->serve_other_views = other_views == "serve";
  auto parsed = ParseSplit(split);
  if (!parsed.ok()) return Misused(absl::StrCat("--split: ", parsed.status().message()));
  config->arms.split = *std::move(parsed);
  const std::string& shadow = config->arms.shadow;
  if (!shadow.empty() && shadow != "challenger" && shadow != "previous")
    return Misused("--shadow: expected challenger or previous");
  if (!mlflow::IsServer(config->registry))
    config->registry = std::filesystem::absolute(config->registry).lexically_normal();
  return std::nullopt;
}

}  // namespace yachay::inference
