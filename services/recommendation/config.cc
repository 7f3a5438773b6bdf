#include "config.h"

#include <iostream>

#include "service/flags.h"

namespace yachay::recommendation {
namespace {

std::optional<int> Misused(const char* what) {
  std::cerr << "yachay-recommendation: " << what << " (see --help)\n";
  return 2;
}

}  // namespace

std::optional<int> ParseConfig(int argc, const char* const* argv, Config* config) {
  config->process.listen = "127.0.0.1:7104";
  config->process.admin = "127.0.0.1:9104";
  service::Flags flags("yachay-recommendation", "Says what a learner should play next; keeps the catalogue.");
  flags.Add(&config->process);
  flags.Add("brokers", &config->brokers, "Kafka brokers, host:port,…");
  flags.Add("topic-prefix", &config->topic_prefix, "What the names of topics begin with");
  flags.Add("feature-store", &config->feature_store,
            "Address of the feature store, host:port; empty: learners are treated as new ones");
  flags.Add("inference", &config->inference,
            "Address of inference, host:port; empty: ranked without a forecast");
  flags.Add("model", &config->model, "Model of the engagement forecast, name@alias");
  flags.Add("ranker", &config->ranker,
            "Model that orders the items, name@alias; empty: the heuristic orders");
  flags.Add("success", &config->success,
            "Model of the chances of success, name@alias; empty: the tracer's formula");
  flags.Add(
      "calibration", &config->calibration,
      "File of yachay learning fit, the one that the feature store has and the model success was trained "
      "under; empty: the tracer's formula gives the chances");
  flags.Add("taste", &config->taste, "File of yachay recommend taste; empty: nothing is known of taste");
  flags.Add("rewards", &config->rewards,
            "Folder of rules for points, badges and quests, as the feature store has it; default: those "
            "compiled in");
  flags.Add("texts", &config->texts,
            "Folder of the texts that people read, one .yaml a language; empty: our own");
  flags.Add("language", &config->language, "Language of learners who have said none");
  flags.Add("exploration", &config->exploration,
            "Chance of each place to be drawn among the best ten, by how little is known of them", 0.0, 1.0);
  flags.Add("demand-records", &config->demand_records,
            "Past answers per partition that gaps in the catalogue are found from", 1, 10'000'000);
  flags.Add("dependency-wait", &config->dependency_wait, "Longest wait for the feature store and inference");
  if (const std::optional<int> code = flags.Parse(argc, argv)) return code;

  if (config->brokers.empty()) return Misused("--brokers: expected host:port of Kafka");
  if (config->model.empty()) return Misused("--model: expected name@alias");
  if (config->dependency_wait <= absl::ZeroDuration())
    return Misused("--dependency-wait: expected more than 0s");
  return std::nullopt;
}

absl::StatusOr<Texts> TextsOf(const Config& config) {
  if (config.texts.empty()) return Texts::Load(BuiltInTexts());
  const absl::StatusOr<std::vector<TextSource>> sources = ReadTexts(config.texts);
  if (!sources.ok()) return sources.status();
  return Texts::Load(*sources);
}

Policy PolicyOf(const Config& config) {
  Policy policy;
  policy.default_language = config.language;
  policy.exploration = config.exploration;
  return policy;
}

Dependencies::Options DependenciesOf(const Config& config) {
  return {.model = config.model,
          .ranker = config.ranker,
          .success = config.calibration.empty() ? "" : config.success,
          .longest_wait = config.dependency_wait};
}

}  // namespace yachay::recommendation
