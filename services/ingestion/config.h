#ifndef INGESTION_CONFIG_H_
#define INGESTION_CONFIG_H_

#include <optional>
#include <string>

#include "service/process_options.h"

namespace yachay::ingestion {

struct Config {
  service::ProcessOptions process;
  std::string brokers = "127.0.0.1:9092";
  std::string topic_prefix = "yachay";
  std::string quotas_file;        // YAML as in core/quotas.h; empty: no game is limited
  int in_flight_events = 50'000;  // between call and answer; more: RESOURCE_EXHAUSTED
  int in_flight_mib = 32;         // the same, by their size as sent
};

// As service::Flags::Parse.
std::optional<int> ParseConfig(int argc, char** argv, Config* config);

}  // namespace yachay::ingestion

#endif  // INGESTION_CONFIG_H_
