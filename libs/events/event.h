#ifndef EVENTS_EVENT_H_
#define EVENTS_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The domain's vocabulary: what a learner did, as plain structs. Meanings, units and ranges of the fields are
// those of proto/yachay/events/v1/events.proto; times are milliseconds since 1970 UTC, durations
// milliseconds. Validate() in events/validation.h says whether an Event keeps the ranges; nothing here
// enforces them.
namespace yachay::events {

struct SessionStarted {
  std::string session_id, game_genre, game_difficulty;
};
struct SessionEnded {
  std::string session_id;
  std::int64_t duration_ms = 0;
};
struct ItemAttempted {
  std::string item_id;
  std::vector<std::string> skill_ids;
  bool correct = false;
  std::optional<std::int64_t> response_time_ms;
  std::uint32_t hints = 0;
  std::uint32_t choices = 0;  // 0: free input
};
struct ContentShown {
  std::string content_id, variant_id, recommendation_id;
};
struct ContentCompleted {
  std::string content_id, variant_id, recommendation_id;
  std::int64_t time_spent_ms = 0;
  std::optional<double> score;
};
struct ContentAbandoned {
  std::string content_id, variant_id, recommendation_id;
  std::int64_t time_spent_ms = 0;
};
struct ContentRated {
  std::string content_id;
  std::uint32_t stars = 0;
};
struct LevelReached {
  std::uint32_t level = 0;
};
struct AchievementUnlocked {
  std::string achievement_id;
};
struct PurchaseMade {
  std::string product_id;
};
struct DeviceReported {
  std::uint32_t ram_mib = 0, free_storage_mib = 0, screen_width_px = 0, screen_height_px = 0;
  std::string os;
};
struct ConnectionMeasured {
  enum class Type { kUnspecified = 0, kCellular = 1, kWifi = 2, kEthernet = 3, kOffline = 4 };
  double rtt_ms = 0;
  double downlink_kbps = 0;
  bool metered = false;
  Type type = Type::kUnspecified;
};
struct ProfileUpdated {
  std::optional<std::uint32_t> birth_year, grade;
  std::optional<std::string> language, region, gender;
};
struct PreferenceSet {
  std::string key, value;
};
struct ConsentChanged {
  enum class Purpose { kUnspecified = 0, kPersonalisation = 1, kTraining = 2 };
  Purpose purpose = Purpose::kUnspecified;
  bool granted = false;
};
struct RosterChanged {
  std::string classroom_id, teacher_id, guardian_id;
  bool removed = false;
};
struct ErasureRequested {
  std::string request_id;
};

// std::monostate: none was set, or one that this build does not know.
using Payload = std::variant<std::monostate, SessionStarted, SessionEnded, ItemAttempted, ContentShown,
                             ContentCompleted, ContentAbandoned, ContentRated, LevelReached,
                             AchievementUnlocked, PurchaseMade, DeviceReported, ConnectionMeasured,
                             ProfileUpdated, PreferenceSet, ConsentChanged, RosterChanged, ErasureRequested>;

struct Event {
  std::string event_id;    // UUID in its 36-character form
  std::string learner_id;  // pseudonym
  std::string game_id;
  std::string device_id;  // may be empty
  std::uint64_t device_sequence = 0;
  std::optional<std::int64_t> occurred_at_ms;  // absent is a violation
  std::optional<std::int64_t> received_at_ms;  // set by ingestion
  std::int64_t utc_offset_ms = 0;              // the learner's, when it happened
  Payload payload;
};

// The payload's name in the proto, for example "item_attempted"; "payload" when none is set.
const char* PayloadName(const Payload& payload);

}  // namespace yachay::events

#endif  // EVENTS_EVENT_H_
