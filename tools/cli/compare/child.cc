#include "cli/compare/child.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace yachay::compare {
namespace {

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// 1 at the best difficulty, 0 where success is a matter of luck or failure certain.
double Challenge(double margin) {
  const double z = std::max(0.0, margin / 1.7);
  return z * std::exp((1 - z * z) / 2);
}

}  // namespace

void DrawTruth(Course& course, double error, unsigned long long seed) {
  for (Lesson& lesson : course) {
    simulate::Random random(simulate::Mix(seed, {simulate::HashText(lesson.id)}));
    lesson.truth = lesson.stated + error * random.Normal();
  }
}

Child::Child(const Profile& profile, const Course& course, const Parameters& parameters)
    : profile_(profile), p_(parameters), random_(profile.seed), mood_(parameters.mood_start) {
  rate_ = p_.rate * std::exp(p_.rate_spread * random_.Normal());
  const double child =
      p_.start_mean + p_.start_per_grade * profile.grade + p_.start_spread * random_.Normal();
  for (const Lesson& lesson : course) {
    const auto [found, added] = skills_.try_emplace(lesson.skill);
    Skill& skill = found->second;
    if (added) skill.start = child + p_.skill_spread * random_.Normal();
    skill.easiest = added ? lesson.truth : std::min(skill.easiest, lesson.truth);
  }
}

bool Child::PlaysToday() { return random_.Chance(p_.free ? p_.back + p_.back_mood * mood_ : p_.plays); }

double Child::Recent(const Skill& skill, double day) const {
  return skill.recent * std::exp(-(day - skill.day) / p_.crammed_days);
}

double Child::Proficiency(const Skill& skill, double day) const {
  double proficiency = skill.start;
  for (const Trace& trace : skill.traces)
    proficiency += trace.gain * std::pow(1 + day - trace.day, -trace.decay);
  return proficiency;
}

double Child::Chance(const Lesson& lesson, double day) const {
  return Sigmoid(Proficiency(skills_.at(lesson.skill), day) - lesson.truth);
}

int Child::Mastered(const Course& course, double day) const {
  return static_cast<int>(std::count_if(course.begin(), course.end(), [&](const Lesson& lesson) {
    return Chance(lesson, day) >= p_.mastered;
  }));
}

bool Child::Ready(const Lesson& lesson, double day) const {
  return std::all_of(lesson.prerequisites.begin(), lesson.prerequisites.end(), [&](const std::string& name) {
    const auto found = skills_.find(name);
    return found == skills_.end() ||
           Proficiency(found->second, day) - found->second.easiest >= p_.start_known;
  });
}

Child::Trace Child::WhatItTeaches(const Lesson& lesson, double day) const {
  const Skill& skill = skills_.at(lesson.skill);
  const double margin = Proficiency(skill, day) - lesson.truth;
  const double solution = margin > p_.too_hard ? Sigmoid(2 - margin) : 0;
  double gain = rate_ * (p_.feedback * solution + (1 - p_.feedback) * Challenge(margin));
  if (!Ready(lesson, day)) gain *= p_.without_start;
  const double crammed = 1 - std::exp(-Recent(skill, day) / p_.crammed_answers);
  return {day, gain, p_.fade + p_.crammed * crammed};
}

void Child::Learn(const Lesson& lesson, double day) {
  const Trace taught = WhatItTeaches(lesson, day);
  Skill& skill = skills_.at(lesson.skill);
  skill.recent = Recent(skill, day) + 1;
  skill.day = day;
  skill.traces.push_back(taught);
}

std::size_t Child::Best(const Course& course, const std::vector<std::size_t>& playable, double day) const {
  constexpr double kDaysToCome = 20;
  constexpr double kSurely = 0.08;  // above `mastered`, so that it stays so
  std::set<std::string> open;
  for (const Lesson& lesson : course) {
    if (Chance(lesson, day) < p_.mastered + kSurely) open.insert(lesson.skill);
  }
  const auto value = [&](std::size_t lesson) {
    const Trace taught = WhatItTeaches(course[lesson], day);
    return (open.count(course[lesson].skill) > 0 ? taught.gain : 0) * std::pow(kDaysToCome, -taught.decay);
  };
  return *std::max_element(playable.begin(), playable.end(),
                           [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
}

void Child::Feel(const Lesson& lesson, double right, double chance, double day, double wait_seconds) {
  if (right < 1.0 / 3) {
    mood_ += p_.frustration;
  } else if (chance > p_.easy) {
    mood_ += p_.boredom;
  } else if (right >= 2.0 / 3) {
    mood_ += p_.flow;
  }
  const auto seen = seen_.find(lesson.id);
  if (seen != seen_.end() && day - seen->second < 3) mood_ += p_.repeated;
  seen_[lesson.id] = day;
  mood_ = std::clamp(mood_ + p_.waiting * wait_seconds / 10, 0.0, 1.0);
}

Played Child::Play(const Lesson& lesson, double day, double wait_seconds) {
  Played played{.seconds = lesson.seconds + wait_seconds};
  const double chance = Chance(lesson, day);
  for (double at = 0; at < lesson.seconds; at += p_.answer_seconds) {
    played.answers.push_back(random_.Chance(Chance(lesson, day)));
    Learn(lesson, day);
  }
  const auto right = std::count(played.answers.begin(), played.answers.end(), true);
  Feel(lesson, static_cast<double>(right) / static_cast<double>(played.answers.size()), chance, day,
       wait_seconds);
  played.leaves = random_.Chance(p_.leave + p_.leave_mood * (1 - mood_)) && p_.free;
  return played;
}

}  // namespace yachay::compare
