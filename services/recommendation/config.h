// The flags of yachay-recommendation.
#ifndef RECOMMENDATION_CONFIG_H_
#define RECOMMENDATION_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/dependencies.h"
#include "core/policy.h"
#include "core/texts.h"
#include "service/process_options.h"

namespace yachay::recommendation {

struct Config {
  service::ProcessOptions process;
  std::string brokers = "127.0.0.1:9092";
  std::string topic_prefix = "yachay";
  std::string feature_store;  // host:port; empty: every answer is FALLBACK_NO_FEATURES
  std::string inference;      // host:port; empty: every answer is FALLBACK_NO_SCORES
  std::string model = "engagement@champion";
  std::string ranker = "ranker@champion";    // empty: the heuristic orders
  std::string success = "success@champion";  // empty: the tracer's formula gives the chances
  std::string calibration;  // file of `yachay learning fit`, read again when it changes; empty: as without
                            // success
  std::string taste;  // file of `yachay recommend taste`, read again when it changes; empty: nothing is known
                      // of taste
  std::string rewards;          // folder of the feature store's rules; empty: those compiled in
  std::string texts;            // folder of .yaml files; empty: those that are compiled in
  std::string language = "es";  // of learners who have said none
  double exploration = 0.2;     // chance of each place to be drawn among the best ten
  int demand_records = 10'000;  // of each partition's past answers that gaps are found from
  absl::Duration dependency_wait = absl::Milliseconds(300);  // longest wait for the two services above
};

// As service::Flags::Parse; 2 as well when a value is out of range.
std::optional<int> ParseConfig(int argc, const char* const* argv, Config* config);

// The texts that the flags ask for; the errors of core/texts.h.
absl::StatusOr<Texts> TextsOf(const Config& config);

// The rules of ranking that the flags ask for.
Policy PolicyOf(const Config& config);

// What is asked of the two services, and for how long.
Dependencies::Options DependenciesOf(const Config& config);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CONFIG_H_
