#ifndef GAMIFICATION_RULES_H_
#define GAMIFICATION_RULES_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gamification/deeds.h"
#include "yaml/source.h"

namespace yachay::gamification {

using Titles = std::map<std::string, std::string>;  // by language, BCP 47

// What a badge or a step of a quest counts: a measure, of one skill where it is named.
struct Criterion {
  Measure measure = Measure::kAnswers;
  std::string skill;  // only of answers; empty: all

  // How much of it an event does. REQUIRES: DoneByEvents(measure).
  std::int64_t Amount(const Deeds& deeds) const;
  // The same for the same criterion, in every build.
  std::uint64_t id() const;
};

struct Badge {
  std::string id;
  Titles titles;
  Criterion criterion;
  std::vector<std::int64_t> tiers;  // 1 to 5, ascending; what each tier asks for
};

enum class Period { kDay, kWeek };

struct Quest {
  struct Step {
    Criterion criterion;
    std::int64_t count = 1;
  };
  std::string id;
  Titles titles;
  Period every = Period::kWeek;  // steps begin anew with each of the learner's days or weeks
  std::vector<Step> steps;       // 1 to 4; all are to be done within one period
  std::int64_t points = 0;       // for each completion

  std::uint64_t hash() const;  // of the id
};

// What play is worth. The same rules and the same events give the same profile; other rules fold anew.
struct Rules {
  std::array<std::int64_t, kDone> points{};  // for one of each measure
  std::int64_t level_step = 100;             // level n + 1 asks for level_step · n points more than level n
  std::vector<Measure> active;               // what makes a day count for the streak
  std::int32_t freezes_per_week = 1;
  std::vector<Badge> badges;  // by id, as are quests
  std::vector<Quest> quests;
  std::string hash;  // 16 hexadecimal digits over all that decides a profile; words do not

  // From 1; 1,000 at most.
  std::int32_t LevelAt(std::int64_t earned) const;
  // Points at which a level begins.
  std::int64_t LevelBegin(std::int32_t level) const { return level_step * level * (level - 1) / 2; }
};

inline constexpr std::size_t kMaxBadges = 64;
inline constexpr std::size_t kMaxQuests = 8;

// From files that each hold a badge, a quest, or the points (README.md has an example of each).
// INVALID_ARGUMENT with file:line: no YAML, an unknown or missing key, a measure that does not exist, an id
// that is there twice, too many; and what is allowed there. Exactly one file has the points.
absl::StatusOr<Rules> ParseRules(absl::Span<const yaml::Source> sources);

// The files of libs/gamification/rules as they were when this was built.
std::vector<yaml::Source> DefaultRules();
// Of a folder; empty: the default. The errors of yaml::ReadFolder.
absl::StatusOr<std::vector<yaml::Source>> ReadRules(const std::string& folder);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_RULES_H_
