#include "config.h"

#include "service/flags.h"

namespace yachay::ingestion {

std::optional<int> ParseConfig(int argc, char** argv, Config* config) {
  config->process.listen = "127.0.0.1:7101";
  config->process.admin = "127.0.0.1:9101";
  service::Flags flags("yachay-ingestion", "Checks what game servers report and puts it on the log.");
  flags.Add("brokers", &config->brokers, "Kafka brokers, host:port,…");
  flags.Add("topic-prefix", &config->topic_prefix, "First part of every topic's name");
  flags.Add(&config->process);
  return flags.Parse(argc, argv);
}

}  // namespace yachay::ingestion
