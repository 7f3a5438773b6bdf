#ifndef LEARNING_CALIBRATION_H_
#define LEARNING_CALIBRATION_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "learning/bkt.h"

namespace yachay::learning {

// Constants of the tracer. They are part of the calibration: change one and every state changes.
struct TracerParameters {
  double k_start = 0.8;        // step of the learner's first update, in logits
  double k_decay = 0.03;       // K = k_start / (1 + k_decay * answers seen)
  double skill_k_start = 0.8;  // the same for each of the learner's skills, by answers to the skill
  double skill_k_decay = 0.03;
  double forgetting_cost = 1;  // logits that a wholly forgotten skill loses
  BktParameters bkt;           // of skills that have none of their own
  int max_skills = 512;        // skills kept per learner; the longest unseen one makes room
};

// What belongs to all learners at once: how hard items and skills are. Fitted by the training job, only read
// by the fold, so that the same log and the same calibration always give the same state. Immutable after
// loading.
struct Calibration {
  std::string version;  // "" when nothing was fitted
  TracerParameters parameters;
  std::map<std::string, double, std::less<>> items;   // difficulty in logits, by item id; above 0 is hard
  std::map<std::string, double, std::less<>> skills;  // difficulty in logits, by skill id
  std::map<std::string, double, std::less<>> item_answers;   // answers that an item was fitted on
  std::map<std::string, double, std::less<>> skill_answers;  // the same of a skill
  std::map<std::string, BktParameters, std::less<>> bkt;     // by skill id

  // 0, the average, for what was never fitted.
  double ItemDifficulty(std::string_view item) const;
  double SkillDifficulty(std::string_view skill) const;
  // Of the skill, or the parameters that all share.
  const BktParameters& Bkt(std::string_view skill) const;
};

// Reads {"version": "…", "parameters": {"k_start": …, "known_at_first": …}, "items": {"id": logits},
// "skills": {…}, "item_answers": {"id": count}, "skill_answers": {…}, "bkt": {"id": {"known_at_first": …}}};
// each part may be absent, and each name within one. InvalidArgument says which part is wrong: no JSON, an
// unknown name, no finite number, out of range.
absl::StatusOr<Calibration> ParseCalibration(std::string_view json);

// ParseCalibration of a file; NotFound or InvalidArgument name the path.
absl::StatusOr<Calibration> LoadCalibration(const std::string& path);

// What ParseCalibration reads, exactly. The same calibration gives the same bytes.
std::string ToJson(const Calibration& calibration);

// "sha256:" and the hex SHA-256 of ToJson: equal for files that say the same, whatever their spaces and
// order. By it a model's manifest names the calibration that its rows were made under. Writes the JSON: once
// a file, not once a call.
std::string Fingerprint(const Calibration& calibration);

}  // namespace yachay::learning

#endif  // LEARNING_CALIBRATION_H_
