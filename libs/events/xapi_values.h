#ifndef EVENTS_XAPI_VALUES_H_
#define EVENTS_XAPI_VALUES_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

// Values inside xAPI statements. Internal to libs/events.
namespace yachay::events::xapi {

using Json = nlohmann::json;

// The value under these keys, one object in another; null (never an exception) when any is absent.
const Json& At(const Json& object, std::initializer_list<const char*> path);
// The same as text; empty when it is none.
std::string TextAt(const Json& object, std::initializer_list<const char*> path);

// What an activity or verb is called here: the last part of its IRI ("https://g.example/items/add-1" →
// "add-1").
std::string IdOf(std::string_view iri);

struct Instant {
  std::int64_t ms = 0;             // since 1970 UTC
  std::int64_t utc_offset_ms = 0;  // as written; 0 for Z
};
// RFC 3339, with 'T' or a space; a time without offset is UTC.
std::optional<Instant> ParseInstant(std::string_view text);

// ISO 8601: PnW, or PnDTnHnMnS with a fraction in its seconds. Years and months have no length: nullopt.
std::optional<std::int64_t> ParseDurationMs(std::string_view text);

// A UUID that follows from the text alone, so that sending it again changes nothing. Version 8.
std::string UuidOf(std::string_view text);

}  // namespace yachay::events::xapi

#endif  // EVENTS_XAPI_VALUES_H_
