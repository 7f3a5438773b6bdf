#include "cli/simulate_schedule.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "cli/simulate_random.h"

namespace yachay::simulate {
namespace {

using Events = std::vector<yachay::events::v1::LearnerEvent>;

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kDayMs = 24 * kHourMs;

int64_t TimeMs(const yachay::events::v1::LearnerEvent& event) {
  return event.occurred_at().seconds() * 1000 + event.occurred_at().nanos() / 1'000'000;
}

void Append(Events& to, Events::iterator begin, Events::iterator end) {
  to.insert(to.end(), std::make_move_iterator(begin), std::make_move_iterator(end));
}

// A day's events go out at its end.
void SendDaily(Events life, std::map<int64_t, Events>& days) {
  for (auto& event : life) {
    const int64_t day_end = (TimeMs(event) / kDayMs + 1) * kDayMs;
    days[day_end].push_back(std::move(event));
  }
}

// The consents that a life begins with, on time.
void SendConsents(Events& life, std::vector<Delivery>& out) {
  const auto end =
      std::find_if(life.begin(), life.end(), [](auto& event) { return !event.has_consent_changed(); });
  if (end == life.begin()) return;
  Delivery& delivery = out.emplace_back();
  delivery.at_ms = TimeMs(life.front());
  Append(delivery.events, life.begin(), end);
  life.erase(life.begin(), end);
}

// Cuts a life into two to four chunks, holds each back for 2 hours to 6 days, and sends one of them twice.
void SendLate(const Learner& learner, Events life, size_t batch_events, std::vector<Delivery>& out) {
  Random random(Mix(learner.seed, {HashText("late")}));
  const size_t chunks =
      std::max<size_t>(static_cast<size_t>(random.Integer(2, 4)), life.size() / batch_events + 1);
  const size_t twice = static_cast<size_t>(random.Integer(0, static_cast<int64_t>(chunks) - 1));
  for (size_t c = 0; c < chunks; ++c) {
    const auto begin = life.begin() + static_cast<std::ptrdiff_t>(life.size() * c / chunks);
    const auto end = life.begin() + static_cast<std::ptrdiff_t>(life.size() * (c + 1) / chunks);
    if (begin == end) continue;
    Delivery delivery;
    delivery.at_ms = TimeMs(*std::prev(end)) + random.Integer(2 * kHourMs, 6 * kDayMs);
    Append(delivery.events, begin, end);
    if (c == twice) {
      Delivery repeat = delivery;
      repeat.at_ms += kHourMs;
      repeat.again = true;
      out.push_back(std::move(repeat));
    }
    out.push_back(std::move(delivery));
  }
}

void SendDays(std::map<int64_t, Events> days, size_t batch_events, std::vector<Delivery>& out) {
  for (auto& [at_ms, events] : days) {
    std::stable_sort(events.begin(), events.end(), [](auto& a, auto& b) { return TimeMs(a) < TimeMs(b); });
    for (size_t i = 0; i < events.size(); i += batch_events) {
      Delivery& delivery = out.emplace_back();
      delivery.at_ms = at_ms;
      const size_t end = std::min(events.size(), i + batch_events);
      Append(delivery.events, events.begin() + static_cast<std::ptrdiff_t>(i),
             events.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }
}

}  // namespace

std::vector<std::vector<Delivery>> Schedule(const std::vector<Learner>& learners, std::vector<Events> lives,
                                            const ScheduleOptions& options) {
  std::vector<std::vector<Delivery>> lanes(options.lanes);
  std::vector<std::map<int64_t, Events>> days(options.lanes);
  for (size_t i = 0; i < learners.size(); ++i) {
    const size_t lane = i % options.lanes;
    if (learners[i].late) {
      SendConsents(lives[i], lanes[lane]);
      SendLate(learners[i], std::move(lives[i]), options.batch_events, lanes[lane]);
    } else {
      SendDaily(std::move(lives[i]), days[lane]);
    }
  }
  for (size_t lane = 0; lane < options.lanes; ++lane) {
    SendDays(std::move(days[lane]), options.batch_events, lanes[lane]);
    std::stable_sort(lanes[lane].begin(), lanes[lane].end(), [](const Delivery& a, const Delivery& b) {
      return std::pair(a.at_ms, a.again) < std::pair(b.at_ms, b.again);
    });
  }
  return lanes;
}

}  // namespace yachay::simulate
