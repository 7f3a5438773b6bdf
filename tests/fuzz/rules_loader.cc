// Any text beside the points is a badge or a quest, or is refused with its place; rules that were taken can
// be folded by.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "features/test_events.h"
#include "gamification/grant.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yachay::gamification;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto rules = ParseRules(
      {{"points.yaml", "points: {answers: 1}\nstreak: {days_with: [answers]}\n"}, {"fuzz.yaml", text}});
  if (!rules.ok()) {
    if (rules.status().message().find("fuzz.yaml:") != 0) std::abort();
    return 0;
  }
  static const auto events = yachay::features::RandomEvents(1, 60, 40);
  Play play;
  std::int64_t points = 0;
  for (const auto& event : events) {
    const Play before = play;
    Fold(play, event, *rules);
    if (const auto grant = GrantOf(before, play, event, *rules)) points += grant->points;
  }
  if (points != play.points) std::abort();
  return 0;
}
