// yachay learning answers
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command.h"
#include "cli/features_log.h"
#include "cli/learning_answers.h"
#include "cli/learning_commands.h"
#include "cli/simulate_flags.h"
#include "models/files.h"

namespace yachay::cli {
namespace {

struct AnswersFlags {
  FeaturesLog log;
  std::string out, consent = "required";
};

absl::Status WriteAnswers(const AnswersFlags& flags, Cli& cli) {
  AnswerCollector collector(flags.consent == "required" ? features::ConsentRule::kRequired
                                                        : features::ConsentRule::kAssumed);
  const auto partitions = Partitions(flags.log);
  if (!partitions.ok()) return partitions.status();
  for (const std::int32_t partition : *partitions) {
    const absl::Status read = ReadPartition(flags.log, partition, [&](const auto& records) {
      for (const auto& record : records) collector.Add(record);
      return absl::OkStatus();
    });
    if (!read.ok()) return read;
  }
  std::ostringstream text;
  const size_t answers = collector.Write(text);
  if (auto status = models::WriteFileAtomically(flags.out, text.str()); !status.ok()) return status;
  return PrintDocument(cli,
                       {{"file", flags.out},
                        {"answers", answers},
                        {"duplicates", collector.duplicates()},
                        {"unreadable", collector.unreadable()}},
                       "", false);
}

}  // namespace

void AddLearningAnswers(CLI::App& parent, Cli& cli) {
  auto flags = std::make_shared<AnswersFlags>();
  CLI::App* app = parent.add_subcommand(
      "answers",
      "Writes the answers on the log as a file for fit; not of learners who are erased or refuse training");
  auto* brokers = app->add_option("--brokers", flags->log.brokers, "Kafka, host:port, several with commas");
  auto* recorded =
      app->add_option("--recorded", flags->log.recorded, "Files of events, one JSON document a line");
  brokers->excludes(recorded);
  app->add_option("--topic-prefix", flags->log.topic_prefix, "Of the topics' names")->capture_default_str();
  app->add_option("--consent", flags->consent, "To training, as the feature store is started with")
      ->check(CLI::IsMember({"assumed", "required"}))
      ->capture_default_str();
  app->add_option("--out", flags->out, "CSV file to write")->required();
  app->callback([flags, &cli] {
    if (flags->log.brokers.empty() && flags->log.recorded.empty())
      throw CLI::RequiredError("--brokers or --recorded");
    cli.run = [flags, &cli] { return WriteAnswers(*flags, cli); };
  });
}

}  // namespace yachay::cli
