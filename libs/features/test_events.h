#ifndef FEATURES_TEST_EVENTS_H_
#define FEATURES_TEST_EVENTS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "events/event.h"

// Events for the tests of features and of the store.
namespace yachay::features {

inline constexpr std::int64_t kHourMs = 3'600'000;
inline constexpr std::int64_t kT0 = 1'780'272'000'000;  // 2026-06-01 00:00 UTC, a Monday

// A UUID that ends in the number.
std::string Uuid(std::uint64_t number);

events::Event MakeEvent(std::uint64_t number, std::int64_t at_ms, events::Payload payload,
                        std::int64_t utc_offset_ms = 0);

// Seeded events of one learner over `days` days from kT0, of every kind but erasure; several share a
// millisecond.
std::vector<events::Event> RandomEvents(std::uint64_t seed, std::size_t count, int days);

}  // namespace yachay::features

#endif  // FEATURES_TEST_EVENTS_H_
