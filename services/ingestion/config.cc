#include "config.h"

#include "service/flags.h"

namespace yachay::ingestion {

std::optional<int> ParseConfig(int argc, char** argv, Config* config) {
  config->process.listen = "127.0.0.1:7101";
  config->process.admin = "127.0.0.1:9101";
  service::Flags flags("yachay-ingestion", "Checks what game servers report and puts it on the log.");
  flags.Add("brokers", &config->brokers, "Kafka brokers, host:port,…");
  flags.Add("topic-prefix", &config->topic_prefix, "First part of every topic's name");
  flags.Add("quotas", &config->quotas_file, "YAML file of events per second by game; see the README");
  flags.Add("in-flight-events", &config->in_flight_events,
            "Events between call and answer before calls are sent back", 1'000, 10'000'000);
  flags.Add("in-flight-mib", &config->in_flight_mib, "The same by size, MiB", 1, 16'384);
  flags.Add(&config->process);
  return flags.Parse(argc, argv);
}

}  // namespace yachay::ingestion
