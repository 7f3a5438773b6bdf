#include "cli/simulate_week.h"

#include <algorithm>

namespace yachay::simulate {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;

}  // namespace

int64_t Midnight(const Learner& learner, int64_t end_ms, int back) {
  const int64_t offset = learner.utc_offset_minutes * kMinuteMs;
  return (end_ms + offset) / kDayMs * kDayMs - offset - back * kDayMs;
}

std::vector<Session> Week(const Learner& learner, int64_t first_day_ms, int count, Random& random) {
  const int64_t mean = learner.player.session_minutes * kMinuteMs;
  std::vector<int> days{0, 1, 2, 3, 4, 5};
  random.Shuffle(days);
  std::vector<Session> sessions;
  int64_t deviation = 0;
  for (int i = 0; i < count; ++i) {
    const int in_day = (count - i % 6 - 1) / 6 + 1;  // sessions that this day gets in all
    const int64_t slot = 16 * kHourMs / in_day;
    const bool last = i + 1 == count;
    deviation = i % 2 == 1 ? -deviation
                : last     ? 0
                           : static_cast<int64_t>(static_cast<double>(mean) * random.Uniform(-0.15, 0.15));
    const int64_t duration = mean + deviation;
    const int64_t slot_start =
        first_day_ms + days[static_cast<size_t>(i % 6)] * kDayMs + 7 * kHourMs + (i / 6) * slot;
    sessions.push_back({slot_start + random.Integer(0, slot - duration), duration});
  }
  std::sort(sessions.begin(), sessions.end(), [](auto& a, auto& b) { return a.start_ms < b.start_ms; });
  return sessions;
}

}  // namespace yachay::simulate
