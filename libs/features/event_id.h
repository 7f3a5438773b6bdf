#ifndef FEATURES_EVENT_ID_H_
#define FEATURES_EVENT_ID_H_

#include <compare>
#include <cstdint>
#include <string_view>

namespace yachay::features {

inline constexpr std::int64_t kNever = INT64_MIN;

// An event's UUID as the 128 bits it stands for. Ordered, so that it settles ties of time.
struct EventId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const EventId&) const = default;
};

// REQUIRES: a UUID in its 36-character form, as events::Decode warrants; either case gives the same id.
EventId ParseEventId(std::string_view uuid);

// The time and the id of an event: the order in which values replace each other, whatever the order of
// arrival.
struct Stamp {
  std::int64_t at_ms = kNever;
  EventId id;

  auto operator<=>(const Stamp&) const = default;
};

// The value that the latest event set. The same events in any order leave the same value.
template <typename T>
struct Latest {
  T value{};
  Stamp stamp;

  bool known() const { return stamp.at_ms != kNever; }
  void Set(const T& v, const Stamp& s) {
    if (s <= stamp) return;
    value = v;
    stamp = s;
  }
  bool operator==(const Latest&) const = default;
};

}  // namespace yachay::features

#endif  // FEATURES_EVENT_ID_H_
