#ifndef EVENTS_XAPI_H_
#define EVENTS_XAPI_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "events/event.h"
#include "events/validation.h"

// xAPI statements (2.0 and 1.0.3) as events; XAPI.md is the table. Pure and thread-safe.
namespace yachay::events {

struct XapiOptions {
  std::string game_id;      // of statements whose context.platform is no game id
  std::int64_t now_ms = 0;  // when a statement without timestamp and stored happened
};

// What became of one statement: an event, which Validate() has still to judge; or why it is none.
struct XapiStatement {
  enum class Kind {
    kEvent,
    kUnmapped,  // nothing of ours says this: `text` may be kept as a dead letter
    kRefused    // it breaks a rule, or names a person: it is not kept
  };
  Kind kind = Kind::kEvent;
  Event event;                 // kUnmapped: event_id, learner_id and game_id; kRefused: the event_id, if any
  std::vector<Violation> why;  // kUnmapped, kRefused: one entry
  std::string text;            // kUnmapped: the statement as JSON, without what may name a person
};

// One statement, an array of them, or a StatementResult ({"statements": […]}), in the order given.
// INVALID_ARGUMENT: not JSON, none of these three, or nested deeper than 32.
absl::StatusOr<std::vector<XapiStatement>> MapXapi(std::string_view json, const XapiOptions& options);

}  // namespace yachay::events

#endif  // EVENTS_XAPI_H_
