// yachay events: tell, watch, and the dead letters.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/events_options.h"

namespace yachay::cli {
namespace {

using Options = std::shared_ptr<EventsOptions>;

CLI::App* Add(CLI::App* parent, Cli& cli, const Options& options, const char* name, const char* help,
              absl::Status (*run)(const EventsOptions&, Cli&)) {
  CLI::App* command = parent->add_subcommand(name, help);
  command->add_option("--timeout", options->timeout_s, "Seconds for the whole")
      ->check(CLI::Range(0.1, 86'400.0))
      ->capture_default_str();
  command->callback([options, &cli, run] { cli.run = [options, &cli, run] { return run(*options, cli); }; });
  return command;
}

CLI::App* AddReader(CLI::App* parent, Cli& cli, const Options& options, const char* name, const char* help,
                    absl::Status (*run)(const EventsOptions&, Cli&)) {
  CLI::App* command = Add(parent, cli, options, name, help, run);
  command->add_option("--brokers", options->brokers, "Kafka brokers, host:port,…")
      ->envname("YACHAY_KAFKA")
      ->required();
  command->add_option("--topic-prefix", options->topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  return command;
}

void AddSend(CLI::App* events, Cli& cli, const Options& options) {
  CLI::App* send =
      Add(events, cli, options, "send", "Publish a file of events or of xAPI statements", SendEvents);
  send->add_option("--ingestion", options->ingestion, "Ingestion, host:port")->capture_default_str();
  send->add_option("--game", options->game_id,
                   "With --xapi: game of statements whose context.platform is no game id");
  send->add_option("--traceparent", options->traceparent,
                   "W3C trace context of the calls; the records carry it on");
  CLI::Option_group* source = send->add_option_group("Source", "Exactly one");
  source->add_option("--file", options->file, "One LearnerEvent a line, in proto3's JSON")
      ->check(CLI::ExistingFile);
  source
      ->add_option("--xapi", options->xapi_file, "JSON: a statement, an array of them, or a StatementResult")
      ->check(CLI::ExistingFile);
  source->require_option(1);
}

void AddDeadLetters(CLI::App* events, Cli& cli, const Options& options) {
  CLI::App* dlq = events->add_subcommand("dlq", "Dead letters: records and statements that are no event");
  dlq->require_subcommand(1);
  CLI::App* list = AddReader(dlq, cli, options, "list", "What waits, why, and since when", ListDeadLetters);
  list->add_flag("--all", options->all, "Also those that were sent again");
  CLI::App* show = AddReader(dlq, cli, options, "show", "A letter whole: headers and value", ShowDeadLetters);
  show->add_option("letters", options->letters, "PARTITION:OFFSET, as list prints it")->required();
  CLI::App* replay =
      AddReader(dlq, cli, options, "replay",
                "Send to the log, each once, what can be read now or was corrected", ReplayDeadLetters);
  replay->add_option("letters", options->letters, "PARTITION:OFFSET, as list prints it");
  replay->add_flag("--all", options->all, "Every letter that can be read now");
  replay
      ->add_option("--with", options->with,
                   "A corrected LearnerEvent, proto3's JSON, for the one letter named")
      ->check(CLI::ExistingFile);
}

}  // namespace

void AddEventsCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<EventsOptions>();
  CLI::App* events = app.add_subcommand("events", "What learners did: send, watch, dead letters");
  events->require_subcommand(1);
  AddSend(events, cli, options);
  CLI::App* tail = AddReader(events, cli, options, "tail", "The newest events on the log", TailEvents);
  tail->add_option("-n,--last", options->last, "How many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  tail->add_flag("-f,--follow", options->follow, "Go on with what comes, until stopped");
  tail->add_flag(
      "--lines", options->lines,
      "The events alone, a JSON document a line, as `events send` and `features --recorded` read them");
  AddDeadLetters(events, cli, options);
}

}  // namespace yachay::cli
