#ifndef EVENTS_VALIDATION_H_
#define EVENTS_VALIDATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/event.h"

namespace yachay::events {

// A field that breaks a rule: its path in the proto ("item_attempted.skill_ids[2]"), and what was expected
// and found.
struct Violation {
  std::string field;
  std::string description;
};

struct ValidationOptions {
  // The device's clock when it sent the batch. Given, an event from the future is judged after
  // CorrectedTime().
  std::optional<std::int64_t> sent_at_ms;
  std::int64_t max_future_ms = 5 * 60'000;
  std::int64_t max_past_ms = 400LL * 86'400'000;
};

// Every rule that `event` breaks, in the proto's order of fields; empty when it is good. The rules are the
// comments of events.proto. `now_ms` is the receiver's clock; a reader of the log passes received_at, so that
// a replay judges alike. Pure and thread-safe.
std::vector<Violation> Validate(const Event& event, std::int64_t now_ms,
                                const ValidationOptions& options = {});

// When the event happened by the receiver's clock: an event from the future (more than max_future_ms ahead of
// now_ms) of a device whose clock is ahead is moved back by the clock's error, sent_at − now; any other time
// stays. Ingestion stores this as occurred_at. REQUIRES: event.occurred_at_ms is set.
std::int64_t CorrectedTime(const Event& event, std::int64_t now_ms, const ValidationOptions& options = {});

// "field: description; field: description", for a log line or a dead letter.
std::string Describe(const std::vector<Violation>& violations);

}  // namespace yachay::events

#endif  // EVENTS_VALIDATION_H_
