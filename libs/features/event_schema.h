#ifndef FEATURES_EVENT_SCHEMA_H_
#define FEATURES_EVENT_SCHEMA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/types/span.h"
#include "events/event.h"

// What views may say of events: the table of events and their fields, by the names of events.proto (durations
// end in _ms). Identifiers of teachers, guardians and sessions are left out on purpose, and so is the
// erasure.
namespace yachay::features {

enum class FieldType { kWhole, kNumber, kText, kFlag, kTexts };

// What an event says in a field; std::monostate: nothing. Whole numbers and flags (0, 1) are std::int64_t.
// Points into the event.
using FieldValue =
    std::variant<std::monostate, std::int64_t, double, std::string_view, const std::vector<std::string>*>;

struct EventField {
  const char* name;
  FieldType type;
  // The event carries this payload (any, where it is a field of every event). Absent optional fields and
  // empty texts that the proto does not mark optional say nothing.
  FieldValue (*read)(const events::Event&);
};

// One kind of event: an alternative of events::Payload.
struct EventKind {
  const char* name;
  std::size_t payload;  // index in events::Payload
  absl::Span<const EventField> fields;
};

absl::Span<const EventKind> EventKinds();
// nullptr: there is none of that name.
const EventKind* FindEventKind(std::string_view name);
// Of the kind, or of every event ("game_id", "local_day"); nullptr: there is none.
const EventField* FindEventField(const EventKind& kind, std::string_view name);
// The names that FindEventField knows, for messages: "duration_ms, game_id, local_day".
std::string EventFieldNames(const EventKind& kind);

// "whole number", "number", "text", "flag", "list of texts".
const char* FieldTypeName(FieldType type);

}  // namespace yachay::features

#endif  // FEATURES_EVENT_SCHEMA_H_
