#ifndef RECOMMENDATION_CORE_PROGRESS_H_
#define RECOMMENDATION_CORE_PROGRESS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/texts.h"

namespace yachay::recommendation {

struct SkillFacts {
  double mastery = 0;  // now, 0 to 1
  double recall = 1;   // chance that what was learned is still there, 0 to 1
  std::int64_t answers = 0;
  std::int64_t last_ms = 0;  // latest answer
  double change_7d = 0;      // mastery now less that of so many days ago, -1 to 1
  double change_28d = 0;
};

// Days in a row; as in progress.proto.
struct DaysInARow {
  int current = 0, best = 0, freezes_left = 0;
};

// What is known of one learner; counts as in progress.proto.
struct LearnerFacts {
  std::string id;
  bool known = false;
  bool without_consent = false;  // to personalisation: then nothing below is known
  bool played = false;           // a session or an answer is known
  std::map<std::string, SkillFacts> skills;
  double minutes_7d = 0, minutes_28d = 0;
  int days_7d = 0, days_28d = 0;
  int answers_7d = 0, correct_7d = 0, answers_28d = 0, correct_28d = 0;
  std::optional<std::int64_t> last_played_ms;
  std::optional<DaysInARow> streak;  // nullopt: nothing was earned
  std::optional<Forecast> forecast;  // only of who has played
};

enum class Level { kStarting, kLearning, kMastered, kFading };

struct Interval {
  double low = 0;
  double high = 1;
};

// Wilson's score interval, 95 %, of a share that n trials showed (1927); [0, 1] for none.
Interval WilsonInterval(double share, std::int64_t n);

Level LevelOf(const SkillFacts& skill);

// Mastery now less mastery right after the latest answer; 0 or below.
double Forgotten(const SkillFacts& skill);

struct Change {
  double change = 0;  // of the share of right answers: 7 days less the 21 before
  double error = 0;   // its standard error
};
// nullopt with fewer than 5 answers in either.
std::optional<Change> SuccessChange(const LearnerFacts& learner);

// Whole days since the latest session began; nullopt: never played.
std::optional<int> DaysAway(const LearnerFacts& learner, std::int64_t now_ms);

// How the learner is doing in a few sentences; never empty. Without consent: that, and nothing else.
std::vector<Statement> Summary(const LearnerFacts& learner, std::int64_t now_ms);

// What speaks for the forecast, strongest first: the model's own contributions where it told them, else what
// is seen of how the learner plays. Without consent: nothing; of who has not played: that.
struct Reasons {
  std::vector<Statement> statements;
  bool by_model = false;
};
Reasons EngagementReasons(const LearnerFacts& learner, std::int64_t now_ms);

// Whether a streak of 3 days or more goes on.
bool OnStreak(const LearnerFacts& learner);

// Mean mastery over the skills that were tried; nullopt: none was.
std::optional<double> MeanMastery(const LearnerFacts& learner);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_PROGRESS_H_
