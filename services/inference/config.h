// The flags of yachay-inference.
#ifndef INFERENCE_CONFIG_H_
#define INFERENCE_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/arms.h"
#include "service/process_options.h"

namespace yachay::inference {

struct Config {
  service::ProcessOptions process;
  std::string registry;             // folder (made absolute) or http(s)://…; required
  std::vector<std::string> models;  // to serve; empty: all of the registry
  absl::Duration registry_poll = absl::Milliseconds(500);
  std::string feature_store;  // host:port; empty: rows of learners are refused
  absl::Duration feature_timeout = absl::Seconds(1);
  std::string brokers = "127.0.0.1:9092";  // empty: nothing is logged
  std::string topic_prefix = "yachay";
  double log_sample = 1.0;         // share of requests that are logged, 0 to 1
  ArmsOptions arms;                // split and shadow
  bool serve_other_views = false;  // than those that a model was trained on
  int in_flight_rows = 400'000;
};

// As service::Flags::Parse; 2 as well when a value is out of range.
std::optional<int> ParseConfig(int argc, const char* const* argv, Config* config);

}  // namespace yachay::inference

#endif  // INFERENCE_CONFIG_H_
