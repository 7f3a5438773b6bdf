#ifndef FEATURE_STORE_CONFIG_H_
#define FEATURE_STORE_CONFIG_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "core/definition_sources.h"
#include "core/state_store.h"
#include "service/process_options.h"

namespace yachay::feature_store {

struct Config {
  service::ProcessOptions process;
  std::string brokers = "127.0.0.1:9092";
  std::string topic_prefix = "yachay";
  std::string group = "feature-store";
  std::string store;  // kv::Store::Open's location; empty: state_dir
  std::string store_password_file;
  std::string state_dir = "data/feature-store";
  std::string views;                 // folder; empty: those compiled in
  std::string calibration;           // file; empty: nothing is calibrated
  std::string feature_services;      // folder; empty: those compiled in
  std::string rewards;               // folder; empty: those compiled in
  std::string consent = "required";  // or "assumed"
  std::string erasure_salt_file;     // empty: the store's own, random
  int cached_states = 20'000;        // 2 to 3 KB each
};

// As service::Flags::Parse.
std::optional<int> ParseConfig(int argc, char** argv, Config* config);

// What the flags say about consent and erasure. INVALID_ARGUMENT: --consent is neither of the two, or there
// is no salt in --erasure-salt-file.
absl::StatusOr<StoreRules> RulesOf(const Config& config);
// The files that the flags name, read. The errors of ReadDefinitionSources and RulesOf.
absl::StatusOr<DefinitionSources> SourcesOf(const Config& config);
std::string StoreOf(const Config& config);  // Its location, as kv::Store::Open takes it.
kv::Options StoreOptionsOf(const Config& config);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CONFIG_H_
