#ifndef GAMIFICATION_TEST_PLAY_H_
#define GAMIFICATION_TEST_PLAY_H_

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "events/event.h"
#include "events/local_day.h"
#include "gamification/rules.h"
#include "testing/catch.h"

// Events and rules for tests of gamification.
namespace yachay::gamification {

inline constexpr std::int64_t kT0 = 1'780'272'000'000;  // 2026-06-01 00:00 UTC, a Monday

inline const Rules& TestRules() {
  static const Rules rules = [] {
    auto parsed = ParseRules(DefaultRules());
    REQUIRE(parsed.ok());
    return *std::move(parsed);
  }();
  return rules;
}

inline events::Event Play1(std::uint64_t number, std::int64_t at_ms, events::Payload payload,
                           std::int64_t offset_ms = 0) {
  char id[37];
  std::snprintf(id, sizeof id, "00000000-0000-4000-8000-%012llx", static_cast<unsigned long long>(number));
  return {id, "learner", "game", "", 0, at_ms, at_ms + 1000, offset_ms, std::move(payload)};
}

// Events of `days` days from kT0, of every kind that counts, in all time zones.
inline std::vector<events::Event> RandomPlay(std::uint64_t seed, std::size_t count, std::uint64_t days) {
  std::mt19937_64 random(seed);
  std::vector<events::Event> all;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = kT0 + static_cast<std::int64_t>(random() % (days * 86'400'000));
    const auto offset = (static_cast<std::int64_t>(random() % 27) - 12) * 3'600'000;
    const std::uint64_t n = random() % 40;
    const std::string name = std::to_string(n);
    events::Payload payload =
        events::ItemAttempted{"i" + name, {"add"}, n % 3 != 0, {}, n % 2 == 0 ? 1u : 0u, 0};
    if (n % 5 == 1) payload = events::SessionEnded{"s", static_cast<std::int64_t>(n) * 60'000};
    if (n % 5 == 2) payload = events::ContentCompleted{"c" + name, "", "", 1000, {}};
    if (n % 5 == 3) payload = events::AchievementUnlocked{"a" + name};
    all.push_back(Play1(seed * 1'000'000 + i, at, std::move(payload), offset));
  }
  return all;
}

// In an order in which none comes more than `days` days after a newer one.
inline void ShuffleLate(std::vector<events::Event>& all, std::uint64_t seed, std::uint64_t days) {
  std::mt19937_64 random(seed);
  for (auto& event : all)
    event.received_at_ms = *event.occurred_at_ms + static_cast<std::int64_t>(random() % (days * 86'400'000));
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.received_at_ms < b.received_at_ms; });
}

}  // namespace yachay::gamification

#endif  // GAMIFICATION_TEST_PLAY_H_
