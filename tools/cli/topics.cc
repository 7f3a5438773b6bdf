#include "events/topics.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "kafka/topic.h"

namespace yachay::cli {
namespace {

struct Options {
  std::string brokers;
  std::string prefix = "yachay";
  int partitions = 12;
  int replication = 1;
  int min_insync = 1;
  double timeout_s = 30;
  std::vector<std::string> properties;  // NAME=VALUE
};

absl::StatusOr<kafka::AdminOptions> AdminOf(const Options& options) {
  kafka::AdminOptions admin{.brokers = options.brokers, .timeout = absl::Seconds(options.timeout_s)};
  for (const std::string& property : options.properties) {
    const size_t equals = property.find('=');
    if (equals == std::string::npos || equals == 0) {
      return absl::InvalidArgumentError("--property " + property +
                                        ": expected NAME=VALUE, as librdkafka takes it");
    }
    admin.properties[property.substr(0, equals)] = property.substr(equals + 1);
  }
  return admin;
}

std::vector<kafka::TopicSpec> Specs(const Options& options) {
  std::vector<kafka::TopicSpec> specs;
  for (const events::TopicDefinition& topic : events::Topics(options.prefix).All()) {
    specs.push_back({.name = topic.name,
                     .partitions = topic.partitions > 0 ? topic.partitions : options.partitions,
                     .replication = options.replication,
                     .min_insync_replicas = options.min_insync,
                     .retention_ms = topic.retention_ms});
  }
  return specs;
}

absl::Status Create(const Options& options, const Cli& cli) {
  if (options.min_insync > options.replication) {
    return absl::InvalidArgumentError(absl::StrCat("--min-insync ", options.min_insync, " of --replication ",
                                                   options.replication, " copies: give at most as many"));
  }
  const auto admin = AdminOf(options);
  if (!admin.ok()) return admin.status();
  const std::vector<kafka::TopicSpec> specs = Specs(options);
  const auto ensured = kafka::EnsureTopics(*admin, specs);
  if (!ensured.ok()) return ensured.status();
  const size_t existing = specs.size() - ensured->created.size();
  if (cli.json) {
    cli.out << nlohmann::json{{"created", ensured->created},
                              {"existing", existing},
                              {"differences", ensured->differences}}
                   .dump()
            << "\n";
    return absl::OkStatus();
  }
  for (const std::string& name : ensured->created) cli.out << "created " << name << "\n";
  for (const std::string& difference : ensured->differences) cli.out << "differs " << difference << "\n";
  cli.out << ensured->created.size() << " created, " << existing << " there before\n";
  return absl::OkStatus();
}

absl::Status List(const Options& options, const Cli& cli) {
  const auto admin = AdminOf(options);
  if (!admin.ok()) return admin.status();
  const auto topics = kafka::ListTopics(*admin);
  if (!topics.ok()) return topics.status();
  nlohmann::json list = nlohmann::json::array();
  for (const kafka::TopicInfo& topic : *topics) {
    if (!topic.name.starts_with(options.prefix + ".")) continue;
    list.push_back(
        {{"name", topic.name}, {"partitions", topic.partitions}, {"replication", topic.replication}});
    if (!cli.json) {
      cli.out << topic.name << "  partitions " << topic.partitions << "  replication " << topic.replication
              << "\n";
    }
  }
  if (cli.json) cli.out << nlohmann::json{{"topics", list}}.dump() << "\n";
  return absl::OkStatus();
}

void AddCommon(CLI::App& command, Options& options) {
  command.add_option("--brokers", options.brokers, "host:port[,host:port…]")
      ->envname("YACHAY_KAFKA")
      ->required();
  command.add_option("--prefix", options.prefix, "what the topics' names begin with")->capture_default_str();
  command.add_option("--timeout", options.timeout_s, "seconds for the whole call")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command.add_option("--property", options.properties, "NAME=VALUE for librdkafka (TLS, SASL…); repeat it");
}

}  // namespace

void AddTopicsCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* topics = app.add_subcommand("topics", "Make and list the Kafka topics");
  topics->require_subcommand(1);

  CLI::App* create = topics->add_subcommand(
      "create", "Create those that are missing; existing ones stay as they are, and what differs is said");
  AddCommon(*create, *options);
  create
      ->add_option("--partitions", options->partitions,
                   "of topics keyed by learner; for ever, so be generous")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  create->add_option("--replication", options->replication, "copies of each partition")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  create
      ->add_option(
          "--min-insync", options->min_insync,
          "copies that have a record before it is acknowledged; with 3 copies, 2 outlive any one broker")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  create->callback([options, &cli] { cli.run = [options, &cli] { return Create(*options, cli); }; });

  CLI::App* list =
      topics->add_subcommand("list", "Names, partitions and replication of those with the prefix");
  AddCommon(*list, *options);
  list->callback([options, &cli] { cli.run = [options, &cli] { return List(*options, cli); }; });
}

}  // namespace yachay::cli
