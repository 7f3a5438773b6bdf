#include "features/test_events.h"

#include <cstdio>
#include <random>

#include "absl/strings/str_cat.h"

namespace yachay::features {
namespace {

using Random = std::mt19937_64;

std::uint32_t Pick(Random& random, std::uint32_t below) {
  return static_cast<std::uint32_t>(random() % below);
}

std::string Name(const char* stem, std::uint32_t number) { return absl::StrCat(stem, number); }

events::Payload RandomPayload(Random& random) {
  const std::uint32_t n = Pick(random, 20);
  switch (Pick(random, 15)) {
    case 0:
      return events::SessionStarted{"s", Name("genre", n % 3), n % 2 == 0 ? "" : "Easy"};
    case 1:
      return events::SessionStarted{"s", "", Name("hard", n % 3)};
    case 2:
      return events::SessionEnded{"s", n * 60'000};
    case 3:
      return events::ItemAttempted{Name("i", n),        {Name("skill", n % 4)}, n % 2 == 0, {}, 0,
                                   n % 5 == 1 ? 0u : 4u};
    case 4:
      return events::ContentShown{Name("c", n), "", ""};
    case 5:
      return events::ContentCompleted{Name("c", n), "", "", 1000, {}};
    case 6:
      return events::ContentRated{Name("c", n), 4};
    case 7:
      return events::LevelReached{n + 1};
    case 8:
      return events::AchievementUnlocked{Name("a", n)};
    case 9:
      return events::PurchaseMade{"hat"};
    case 10:
      return events::DeviceReported{256 + n, n, 320, 480, Name("Android ", n)};
    case 11:
      return events::ConnectionMeasured{100.0 + n, 50.0 * n, n % 2 == 0,
                                        static_cast<events::ConnectionMeasured::Type>(n % 5)};
    case 12:
      return events::ProfileUpdated{2000 + n, 1 + n % 13, "es", Name("r", n), n % 2 == 0 ? "Female" : "Male"};
    case 13:
      return events::ProfileUpdated{{}, {}, {}, Name("r", n), {}};
    default:
      return events::PreferenceSet{Name("key", n % 4), Name("v", n)};
  }
}

}  // namespace

std::string Uuid(std::uint64_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012llx",
                static_cast<unsigned long long>(number & 0xFFFFFFFFFFFF));
  return text;
}

events::Event MakeEvent(std::uint64_t number, std::int64_t at_ms, events::Payload payload,
                        std::int64_t utc_offset_ms) {
  return {Uuid(number), "learner", "game", "", 0, at_ms, at_ms + 1000, utc_offset_ms, std::move(payload)};
}

std::vector<events::Event> RandomEvents(std::uint64_t seed, std::size_t count, int days) {
  Random random(seed);
  std::vector<events::Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t at_ms =
        kT0 + static_cast<std::int64_t>(Pick(random, static_cast<std::uint32_t>(days) * 24)) * kHourMs;
    const std::int64_t offset = (static_cast<std::int64_t>(Pick(random, 27)) - 12) * kHourMs;
    events.push_back(MakeEvent(seed * 1'000'000 + i, at_ms, RandomPayload(random), offset));
  }
  return events;
}

}  // namespace yachay::features
