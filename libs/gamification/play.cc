#include "gamification/play.h"

#include <algorithm>

#include "events/fingerprint.h"
#include "events/local_day.h"

namespace yachay::gamification {
namespace {

template <typename List>
auto Place(List& counts, std::uint64_t id) {
  return std::lower_bound(counts.begin(), counts.end(), id,
                          [](const Count& count, std::uint64_t wanted) { return count.id < wanted; });
}

void AddTo(std::vector<Count>& counts, std::uint64_t id, std::int64_t amount) {
  auto it = Place(counts, id);
  if (it == counts.end() || it->id != id) it = counts.insert(it, {id, 0});
  it->value += amount;
}

std::int32_t FirstDay(const Quest& quest, std::int32_t day) {
  return quest.every == Period::kDay ? day : MondayOf(WeekOf(day));
}

bool Before(const QuestRun& a, const QuestRun& b) {
  return a.first_day != b.first_day ? a.first_day < b.first_day : a.quest < b.quest;
}

std::vector<QuestRun>::const_iterator FindRun(const Play& play, const QuestRun& run) {
  return std::lower_bound(play.runs.begin(), play.runs.end(), run, Before);
}

// One event on its way into the play.
struct Folding {
  Play& play;
  const Rules& rules;
  const std::int32_t day;
  Deeds deeds;

  // What counts once counts the first time only.
  void PassOverRepeated() {
    if (deeds.once.empty()) return;
    const std::int32_t until = deeds.for_ever ? Once::kForEver : day;
    if (until < play.newest_day - Play::kLateDays)
      return static_cast<void>(deeds.amounts = {});  // forgotten since
    const std::uint64_t id = events::Fingerprint(deeds.once + "/" + std::to_string(until));
    const auto it = std::lower_bound(play.once.begin(), play.once.end(), id,
                                     [](const Once& once, std::uint64_t wanted) { return once.id < wanted; });
    const bool known = it != play.once.end() && it->id == id;
    if (known || play.once.size() == Play::kMaxOnce) return static_cast<void>(deeds.amounts = {});
    play.once.insert(it, {id, until});
  }

  void Earn(std::int64_t points) {
    play.points += points;
    const std::int32_t week = WeekOf(day);
    if (points == 0 || week < OldestWeek()) return;
    const auto it =
        std::lower_bound(play.weeks.begin(), play.weeks.end(), week,
                         [](const WeekPoints& w, std::int32_t wanted) { return w.week < wanted; });
    if (it != play.weeks.end() && it->week == week) {
      it->points += points;
    } else {
      play.weeks.insert(it, {week, points});
    }
  }

  void EarnByMeasure() {
    std::int64_t points = 0;
    for (std::size_t i = 0; i < kDone; ++i) points += deeds.amounts[i] * rules.points[i];
    if (deeds.for_ever) {
      play.points += points;
    } else {
      Earn(points);
    }
  }

  void CountForBadges() {
    for (const Badge& badge : rules.badges) {
      if (!DoneByEvents(badge.criterion.measure)) continue;
      const std::int64_t amount = badge.criterion.Amount(deeds);
      const std::uint64_t id = badge.criterion.id();
      if (amount > 0 && !Counted(badge)) AddTo(play.counts, id, amount);
    }
  }

  void GoOn(const Quest& quest) {
    QuestRun wanted{quest.hash(), FirstDay(quest, day), std::vector<std::int64_t>(quest.steps.size())};
    const std::int32_t last_day = quest.every == Period::kDay ? day : wanted.first_day + 6;
    if (last_day < play.newest_day - Play::kLateDays || !Does(quest)) return;
    auto it = std::lower_bound(play.runs.begin(), play.runs.end(), wanted, Before);
    if (it == play.runs.end() || Before(wanted, *it)) it = play.runs.insert(it, std::move(wanted));
    bool done_before = true, done = true;
    for (std::size_t i = 0; i < quest.steps.size(); ++i) {
      std::int64_t& step = it->steps[i];
      const std::int64_t asks = quest.steps[i].count;
      done_before &= step == asks;
      step = std::min(asks, step + quest.steps[i].criterion.Amount(deeds));
      done &= step == asks;
    }
    if (!done || done_before) return;
    AddTo(play.counts, quest.hash(), 1);
    Earn(quest.points);
  }

  void LetGo() {
    std::erase_if(play.weeks, [&](const WeekPoints& w) { return w.week < OldestWeek(); });
    const std::int32_t oldest = play.newest_day - Play::kLateDays;
    std::erase_if(play.once, [&](const Once& once) { return once.day < oldest; });
    std::erase_if(play.runs, [&](const QuestRun& run) {
      const bool weekly = std::any_of(rules.quests.begin(), rules.quests.end(), [&](const Quest& quest) {
        return quest.every == Period::kWeek && quest.hash() == run.quest;
      });
      return run.first_day + (weekly ? 6 : 0) < oldest;
    });
  }

 private:
  std::int32_t OldestWeek() const { return WeekOf(play.newest_day - Play::kLateDays); }
  // Two badges of one criterion share a count: it is the first one's to add.
  bool Counted(const Badge& badge) const {
    for (const Badge& other : rules.badges) {
      if (&other == &badge) return false;
      if (other.criterion.id() == badge.criterion.id()) return true;
    }
    return false;
  }
  bool Does(const Quest& quest) const {
    return std::any_of(quest.steps.begin(), quest.steps.end(),
                       [&](const Quest::Step& step) { return step.criterion.Amount(deeds) > 0; });
  }
};

}  // namespace

std::int64_t Play::CountOf(std::uint64_t id) const {
  const auto it = Place(counts, id);
  return it != counts.end() && it->id == id ? it->value : 0;
}

std::int64_t Play::PointsIn(std::int32_t week) const {
  for (const WeekPoints& w : weeks) {
    if (w.week == week) return w.points;
  }
  return 0;
}

void Fold(Play& play, const events::Event& event, const Rules& rules) {
  Folding folding{play, rules, events::LocalDay(*event.occurred_at_ms, event.utc_offset_ms), DeedsOf(event)};
  const Deeds& deeds = folding.deeds;
  const auto nothing = [](std::int64_t amount) { return amount == 0; };
  if (std::all_of(deeds.amounts.begin(), deeds.amounts.end(), nothing)) return;
  play.newest_day = std::max(play.newest_day, folding.day);
  const auto active = [&](Measure measure) { return deeds.of(measure) > 0; };
  if (std::any_of(rules.active.begin(), rules.active.end(), active)) play.days.Add(folding.day);
  folding.PassOverRepeated();  // to do it again is to be active, but earns nothing
  folding.EarnByMeasure();
  folding.CountForBadges();
  for (const Quest& quest : rules.quests) folding.GoOn(quest);
  folding.LetGo();
}

std::int64_t ValueOf(const Play& play, const Rules& rules, const Criterion& criterion) {
  switch (criterion.measure) {
    case Measure::kPoints:
      return play.points;
    case Measure::kLevel:
      return rules.LevelAt(play.points);
    case Measure::kActiveDays:
      return play.days.count();
    case Measure::kBestStreak:
      return play.days.empty() ? 0 : StreakOf(play.days, rules.freezes_per_week, play.days.last()).best;
    case Measure::kQuests: {
      std::int64_t all = 0;
      for (const Quest& quest : rules.quests) all += play.CountOf(quest.hash());
      return all;
    }
    default:
      return play.CountOf(criterion.id());
  }
}

std::int32_t TierOf(const Play& play, const Rules& rules, const Badge& badge) {
  const std::int64_t value = ValueOf(play, rules, badge.criterion);
  return static_cast<std::int32_t>(std::count_if(badge.tiers.begin(), badge.tiers.end(),
                                                 [&](std::int64_t asks) { return value >= asks; }));
}

std::vector<std::int64_t> StepsOf(const Play& play, const Quest& quest, std::int32_t day) {
  const QuestRun wanted{quest.hash(), FirstDay(quest, day), {}};
  const auto it = FindRun(play, wanted);
  if (it != play.runs.end() && !Before(wanted, *it)) return it->steps;
  return std::vector<std::int64_t>(quest.steps.size());
}

}  // namespace yachay::gamification
