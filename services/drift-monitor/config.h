// The flags of yachay-drift-monitor.
#ifndef DRIFT_MONITOR_CONFIG_H_
#define DRIFT_MONITOR_CONFIG_H_

#include <optional>
#include <string>

#include "core/monitor.h"
#include "service/process_options.h"

namespace yachay::drift_monitor {

struct Config {
  service::ProcessOptions process;
  std::string brokers = "127.0.0.1:9092";
  std::string topic_prefix = "yachay";
  std::string group = "yachay-drift-monitor";
  bool shared = false;    // several processes a group; else one
  int keep_every = 1000;  // as SharedFollowerOptions
  std::string state_dir;  // required unless shared
  std::string registry;   // folder or http(s)://…; required
  MonitorOptions monitor;
};

// As service::Flags::Parse; 2 as well when a flag is missing.
std::optional<int> ParseConfig(int argc, const char* const* argv, Config* config);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CONFIG_H_
