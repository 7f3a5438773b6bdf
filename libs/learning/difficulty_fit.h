#ifndef LEARNING_DIFFICULTY_FIT_H_
#define LEARNING_DIFFICULTY_FIT_H_

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learning/history.h"

namespace yachay::learning {

// Difficulties of items and skills from answers, as FitCalibration needs them. Internal to libs/learning. The
// histories must outlive it.
class DifficultyFit {
 public:
  DifficultyFit(absl::Span<const History* const> histories, double item_spread, double skill_spread);

  // Traces with the calibration, then moves its difficulties to where they explain the answers best.
  void Update(Calibration& calibration);

 private:
  // One kind of difficulty: where it stands, and the slope and curvature of the log posterior there.
  struct Terms {
    std::unordered_map<std::string_view, std::uint32_t> index;
    std::vector<std::string_view> names;
    std::vector<double> values, slopes, curvatures, answers;
    double precision = 1;  // of the prior around 0

    std::uint32_t Find(std::string_view name);
    void Clear();
    void Step();  // Newton's, at most one logit
    void Write(std::map<std::string, double, std::less<>>& out_values,
               std::map<std::string, double, std::less<>>& out_answers) const;
  };
  struct Row {
    std::uint32_t item = 0;
    std::uint32_t first_skill = 0, skills = 0;  // a range of skill_of_row_
    bool correct = false;
    double guess = 0;
    double ability = 0;  // what the learner brings: everything in the margin but the difficulties
  };

  void Trace(const Calibration& calibration);
  void Accumulate();

  absl::Span<const History* const> histories_;
  Terms items_, skills_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> skill_of_row_;
};

}  // namespace yachay::learning

#endif  // LEARNING_DIFFICULTY_FIT_H_
