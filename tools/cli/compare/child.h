#ifndef CLI_COMPARE_CHILD_H_
#define CLI_COMPARE_CHILD_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/compare/course.h"
#include "cli/compare/parameters.h"
#include "cli/simulate_random.h"
#include "delivery/connection.h"
#include "delivery/device.h"

namespace yachay::compare {

// Who plays, before anything was played.
struct Profile {
  std::string id;
  int grade = 1;
  delivery::Device device;
  delivery::Connection connection;
  std::uint64_t seed = 0;
};

// What playing a lesson came to.
struct Played {
  std::vector<bool> answers;
  double seconds = 0;  // waiting included
  bool leaves = false;
};

// A simulated child: learns, forgets, is bored, frustrated or in flow, by the laws in parameters.h. Days
// count from 0 and never go back. Chance comes from the profile's seed alone.
class Child {
 public:
  Child(const Profile& profile, const Course& course, const Parameters& parameters);

  const Profile& profile() const { return profile_; }
  double mood() const { return mood_; }
  bool PlaysToday();
  Played Play(const Lesson& lesson, double day, double wait_seconds);

  // Chance of a right answer now.
  double Chance(const Lesson& lesson, double day) const;
  // Lessons of the course that the child would now mostly get right.
  int Mastered(const Course& course, double day) const;
  // Of the playable lessons the one that teaches most for the weeks to come, in a skill that has something
  // left to master: what could be chosen by who sees the child. Greedy, so not the very best plan.
  std::size_t Best(const Course& course, const std::vector<std::size_t>& playable, double day) const;

 private:
  struct Trace {
    double day, gain, decay;
  };
  struct Skill {
    double start = 0;            // proficiency before anything was played
    std::vector<Trace> traces;   // what each answer taught
    double recent = 0, day = 0;  // answers of late, as of `day`
    double easiest = 0;          // true difficulty of its easiest lesson
  };

  double Recent(const Skill& skill, double day) const;
  double Proficiency(const Skill& skill, double day) const;
  bool Ready(const Lesson& lesson, double day) const;
  Trace WhatItTeaches(const Lesson& lesson, double day) const;  // one answer
  void Learn(const Lesson& lesson, double day);
  // right: share of the answers.
  void Feel(const Lesson& lesson, double right, double chance, double day, double wait_seconds);

  Profile profile_;
  const Parameters& p_;
  simulate::Random random_;
  double rate_ = 0;
  double mood_ = 0;
  std::map<std::string, Skill> skills_;
  std::map<std::string, double> seen_;  // day of the last time
};

}  // namespace yachay::compare

#endif  // CLI_COMPARE_CHILD_H_
