#include "learning/skill_days.h"

#include <algorithm>

namespace yachay::learning {

void Keep(SkillDays& days, SkillDay now) {
  if (!days.empty()) now.day = std::max(now.day, days.back().day);
  if (!days.empty() && days.back().day == now.day) days.pop_back();
  days.push_back(now);
  while (days.size() > 1 && days[1].day <= now.day - kDaysBack) days.erase(days.begin());
}

const SkillDay* StoodOn(const SkillDays& days, std::int32_t day) {
  const auto after = std::upper_bound(days.begin(), days.end(), day,
                                      [](std::int32_t d, const SkillDay& kept) { return d < kept.day; });
  return after == days.begin() ? nullptr : &*(after - 1);
}

bool AddUp(const SkillDays& days) {
  return days.size() <= kMostSkillDays &&
         std::adjacent_find(days.begin(), days.end(), [](const SkillDay& a, const SkillDay& b) {
           return a.day >= b.day;
         }) == days.end();
}

}  // namespace yachay::learning
