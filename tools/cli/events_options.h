// What the subcommands of `yachay events` share.
#ifndef TOOLS_CLI_EVENTS_OPTIONS_H_
#define TOOLS_CLI_EVENTS_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace yachay::cli {

struct Cli;

struct EventsOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  double timeout_s = 60;

  std::string ingestion = "127.0.0.1:7101";  // send
  std::string file;
  std::string xapi_file;
  std::string game_id;
  std::string traceparent;  // W3C; empty: none

  std::int64_t last = 10;  // tail
  bool follow = false;
  bool lines = false;  // the events alone, as SendEvents and `features --recorded` read them

  std::vector<std::string> letters;  // dlq show, replay: "partition:offset"
  bool all = false;                  // dlq list: also replayed ones; dlq replay: every letter
  std::string with;                  // dlq replay: the corrected event
};

// Sends a file of events (one LearnerEvent a line, proto3's JSON) or of xAPI statements; tries again while
// ingestion is away or pushes back. FAILED_PRECONDITION when any was rejected: the rest is on the log, the
// rejected are told.
absl::Status SendEvents(const EventsOptions& options, Cli& cli);
// The newest records of learner-events, oldest first; with `follow` also what comes, until the process is
// stopped.
absl::Status TailEvents(const EventsOptions& options, Cli& cli);
absl::Status ListDeadLetters(const EventsOptions& options, Cli& cli);
absl::Status ShowDeadLetters(const EventsOptions& options, Cli& cli);
// Sends letters that this build can read, or that the user has corrected, to learner-events, each once: a
// marker on the dead letters' topic remembers. Stopped between the two, the next replay sends the letter
// again, and its event_id makes the second one change nothing. FAILED_PRECONDITION when letters named by the
// user cannot be sent.
absl::Status ReplayDeadLetters(const EventsOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_EVENTS_OPTIONS_H_
