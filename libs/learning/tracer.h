#ifndef LEARNING_TRACER_H_
#define LEARNING_TRACER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "learning/calibration.h"
#include "learning/forgetting.h"
#include "learning/skill_days.h"

// The online knowledge tracer: what a learner can do, answer by answer. Pure functions over plain structs: no
// clock, no randomness, so that a replay of the log gives the same bits. Abilities and difficulties are
// logits, times milliseconds since 1970 UTC.
//
// Sources: Elo with a step that shrinks with the answers seen: Pelánek, "Applications of the Elo rating
// system in adaptive educational systems", Computers & Education 98 (2016). Forgetting:
// learning/forgetting.h. Mastery: learning/bkt.h.
//
//   TracerState state;
//   Update(state, calibration, {.item = "frac-7", .skills = {"fractions"}, .correct = true, .occurred_at_ms =
//   t}); double p = SuccessChance(state, calibration, "frac-8", {"fractions"}, now_ms);
namespace yachay::learning {

// What is known of one learner and one skill.
struct SkillState {
  double ability = 0;         // Elo term on top of the learner's overall one
  double known = 0;           // BKT's chance that the skill is known, before forgetting; 0 to 1
  double stability_days = 0;  // days until the chance of recall has fallen to 0.9; above 0 once seen
  std::int64_t tried = 0;
  std::int64_t correct = 0;
  std::int64_t streak = 0;        // right answers in a row; below 0: wrong ones in a row
  double form = 0.5;              // share of right answers, the newest weighing most (0.2 of what was)
  std::int64_t last_answer = 0;   // the learner's answer, counted from 1, that was the last to this skill
  std::int64_t last_seen_ms = 0;  // latest answer by event time
  SkillDays days = {};            // how it stood, where answers came with their local_day

  bool operator==(const SkillState&) const = default;
};

// What is known of one learner. Holds at most TracerParameters::max_skills skills.
struct TracerState {
  double ability = 0;  // overall Elo term
  std::int64_t tried = 0;
  std::int64_t correct = 0;
  std::int64_t streak = 0;  // as of a skill
  double form = 0.5;        // as of a skill
  std::map<std::string, SkillState, std::less<>> skills;

  bool operator==(const TracerState&) const = default;
};

// One answer. Views must outlive the call only.
struct Answer {
  std::string_view item = {};
  absl::Span<const std::string> skills =
      {};  // what the item exercises; may be empty; a repeated name counts once
  bool correct = false;
  std::int64_t occurred_at_ms = 0;
  int choices = 0;  // answers to choose among; below 2: free input, nothing to guess
  std::optional<std::int32_t> local_day = {};  // the learner's; absent: SkillState::days is not kept
};

// Learns from one answer. Answers are taken in the order given: one that comes late still teaches, and never
// moves last_seen_ms back.
void Update(TracerState& state, const Calibration& calibration, const Answer& answer);

// Chance of a right answer, 0 to 1: guess + (1 - guess) * sigmoid(overall + mean over skills of (skill
// ability - skill difficulty) - item difficulty), the guess being 1 / choices.
double SuccessChance(const TracerState& state, const Calibration& calibration, std::string_view item,
                     absl::Span<const std::string> skills, std::int64_t now_ms, int choices = 0);

// The same from parts, for who has the features but not the state. skill_margins: ability - difficulty of
// each skill.
double SuccessChance(double overall_ability, absl::Span<const double> skill_margins, double item_difficulty,
                     int choices);

// The skill's Elo term less what forgetting takes; 0 for a skill never seen.
double SkillAbility(const TracerState& state, const Calibration& calibration, std::string_view skill,
                    std::int64_t now_ms);

// Chance that the skill is known and can be recalled now, 0 to 1; the skill's known_at_first when it was
// never seen. 0.95 and above is called mastered.
double Mastery(const TracerState& state, const Calibration& calibration, std::string_view skill,
               std::int64_t now_ms);

// Mastery as it was at the end of the learner's local `day`, a moment at_ms; the skill's known_at_first when
// it had not been answered by then. Right for kDaysBack days before the skill's latest answer, and from then
// on.
double MasteryThen(const TracerState& state, const Calibration& calibration, std::string_view skill,
                   std::int32_t day, std::int64_t at_ms);

}  // namespace yachay::learning

#endif  // LEARNING_TRACER_H_
