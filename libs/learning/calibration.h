#ifndef LEARNING_CALIBRATION_H_
#define LEARNING_CALIBRATION_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace yachay::learning {

// Constants of the tracer. They are part of the calibration: change one and every state changes.
struct TracerParameters {
  double k_start = 0.8;         // step of the first update, in logits
  double k_decay = 0.03;        // K = k_start / (1 + k_decay * answers seen)
  double forgetting_cost = 1;   // logits that a wholly forgotten skill loses
  double known_at_first = 0.2;  // BKT: chance that a skill is known before the first answer
  double learn = 0.15;          // BKT: chance to learn it with an answer
  double slip = 0.1;            // BKT: chance of a wrong answer although known; at most 0.3
  double guess = 0.2;           // BKT: chance of a right answer although unknown; at most 0.4
  int max_skills = 512;         // skills kept per learner; the longest unseen one makes room
};

// What belongs to all learners at once: how hard items and skills are. Fitted by the training job, only read
// by the fold, so that the same log and the same calibration always give the same state. Immutable after
// loading.
struct Calibration {
  std::string version;  // "" when nothing was fitted
  TracerParameters parameters;
  std::map<std::string, double, std::less<>> items;   // difficulty in logits, by item id; above 0 is hard
  std::map<std::string, double, std::less<>> skills;  // difficulty in logits, by skill id

  // 0, the average, for what was never fitted.
  double ItemDifficulty(std::string_view item) const;
  double SkillDifficulty(std::string_view skill) const;
};

// Reads {"version": "…", "parameters": {"k_start": …}, "items": {"id": logits}, "skills": {…}}; each part may
// be absent. InvalidArgument says which part is wrong: no JSON, an unknown name, no finite number, out of
// range.
absl::StatusOr<Calibration> ParseCalibration(std::string_view json);

// The same from a file; NotFound or InvalidArgument name the path.
absl::StatusOr<Calibration> LoadCalibration(const std::string& path);

}  // namespace yachay::learning

#endif  // LEARNING_CALIBRATION_H_
