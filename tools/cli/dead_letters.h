// The dead letters of learner-events: what they are, and how one becomes an event after all. The topic is a
// log like any other: that a letter was sent again is a record of its own on it, a marker.
#ifndef TOOLS_CLI_DEAD_LETTERS_H_
#define TOOLS_CLI_DEAD_LETTERS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kafka/record.h"

namespace yachay::cli {

struct DeadLetter {
  kafka::ReceivedRecord record;
  // What it was: "topic/partition/offset" of a record that could not be read, "xapi/<statement id>" of a
  // statement. A letter that came twice has the same.
  std::string original;
  std::string error;
  bool replayed = false;

  // "partition:offset" on the dead letters' topic: what the user types.
  std::string id() const;
  bool is_xapi() const;
};

class DeadLetters {
 public:
  void Add(const kafka::ReceivedRecord& record);

  // Each original once, by the time it was put aside; with what became of it.
  std::vector<DeadLetter> All() const;

 private:
  std::map<std::string, DeadLetter> by_original_;
  std::map<std::string, bool> replayed_;
};

// The record for learner-events. INVALID_ARGUMENT: this build cannot read it either, and why.
absl::StatusOr<kafka::Record> Repaired(const DeadLetter& letter);
// The same of an event that the user has corrected: a LearnerEvent in proto3's JSON. Without received_at it
// gets `now`.
absl::StatusOr<kafka::Record> Corrected(const DeadLetter& letter, const std::string& json, absl::Time now);
// What says, on the dead letters' topic, that this one was sent again, and where it went.
kafka::Record MarkerOf(const DeadLetter& letter, const kafka::Position& sent_to);

// The letter's value for people: an event as JSON where the bytes are one (valid or not), a statement as it
// is, else hex.
std::string ValueText(const DeadLetter& letter);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DEAD_LETTERS_H_
