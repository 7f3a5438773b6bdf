#ifndef FEATURE_STORE_CONFIG_H_
#define FEATURE_STORE_CONFIG_H_

#include <optional>
#include <string>

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
  std::string views;        // folder; empty: those compiled in
  std::string calibration;  // file; empty: nothing is calibrated
};

// As service::Flags::Parse.
std::optional<int> ParseConfig(int argc, char** argv, Config* config);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CONFIG_H_
