#include "config.h"

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
  flags.Add(&config->process);
  return flags.Parse(argc, argv);
}

}  // namespace yachay::feature_store
