#include "config.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/erasure.h"
#include "service/flags.h"

namespace yachay::feature_store {

std::optional<int> ParseConfig(int argc, char** argv, Config* config) {
  config->process.listen = "127.0.0.1:7102";
  config->process.admin = "127.0.0.1:9102";
  service::Flags flags("yachay-feature-store", "Folds what learners did into features, and serves them.");
  flags.Add("brokers", &config->brokers, "Kafka brokers, host:port,…");
  flags.Add("topic-prefix", &config->topic_prefix, "First part of every topic's name");
  flags.Add("group", &config->group, "Consumer group; the processes of one group share the partitions");
  flags.Add(
      "store", &config->store,
      "Where the states are: rocksdb:DIR, or redis://host:port[,…][/prefix] or redis+cluster://…, which "
      "several processes of one group share; default: rocksdb: and --state-dir");
  flags.Add("store-password-file", &config->store_password_file, "File with the password of --store redis");
  flags.Add("state-dir", &config->state_dir, "Folder of the states; one process each");
  flags.Add("views", &config->views, "Folder of feature views (*.yaml); default: those compiled in");
  flags.Add("calibration", &config->calibration,
            "Difficulties of items and skills (JSON); default: all average");
  flags.Add("feature-services", &config->feature_services,
            "Folder of feature services (*.yaml); default: those compiled in");
  flags.Add("rewards", &config->rewards,
            "Folder of rules for points, badges and quests (*.yaml); default: those compiled in");
  flags.Add("consent", &config->consent,
            "To personalisation, while nobody has said anything: assumed or required");
  flags.Add("erasure-salt-file", &config->erasure_salt_file,
            "File with the secret for the hashes of erased learners; default: random, kept in the store");
  flags.Add("cached-states", &config->cached_states,
            "Learners' states kept decoded in memory, those read last; 2 to 3 KB each", 0, 10'000'000);
  flags.Add(&config->process);
  return flags.Parse(argc, argv);
}

absl::StatusOr<StoreRules> RulesOf(const Config& config) {
  auto salt = ReadErasureSalt(config.erasure_salt_file);
  if (!salt.ok()) return salt.status();
  StoreRules rules{features::ConsentRule::kAssumed, *std::move(salt),
                   static_cast<std::size_t>(config.cached_states)};
  if (config.consent == "required") rules.consent = features::ConsentRule::kRequired;
  if (config.consent == "required" || config.consent == "assumed") return rules;
  return absl::InvalidArgumentError(
      absl::StrCat("--consent: expected assumed or required, found \"", config.consent, "\""));
}

absl::StatusOr<DefinitionSources> SourcesOf(const Config& config) {
  const auto rules = RulesOf(config);
  if (!rules.ok()) return rules.status();
  auto sources =
      ReadDefinitionSources(config.views, config.calibration, config.feature_services, config.rewards);
  if (sources.ok()) sources->consent = rules->consent;
  return sources;
}

std::string StoreOf(const Config& config) { return config.store.empty() ? config.state_dir : config.store; }

kv::Options StoreOptionsOf(const Config& config) {
  kv::Options options;
  options.redis.password_file = config.store_password_file;
  return options;
}

}  // namespace yachay::feature_store
