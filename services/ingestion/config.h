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
};

// As service::Flags::Parse.
std::optional<int> ParseConfig(int argc, char** argv, Config* config);

}  // namespace yachay::ingestion

#endif  // INGESTION_CONFIG_H_
