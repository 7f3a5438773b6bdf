#ifndef CLI_COMPARE_POLICIES_H_
#define CLI_COMPARE_POLICIES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "cli/compare/child.h"
#include "learning/calibration.h"
#include "learning/history.h"

namespace yachay::compare {

// Chooses lessons for one child. Sees the profile, the catalogue and what was played, never the child.
class Chooser {
 public:
  virtual ~Chooser() = default;
  // An index into the course; none: nothing fits. playable: lessons with a form that arrives and runs, and of
  // the child's grade, as indices; never empty.
  virtual std::size_t Choose(const std::vector<std::size_t>& playable, double day) = 0;
  virtual void Saw(std::size_t lesson, const std::vector<bool>& answers, double day) = 0;
};

// What a policy may learn from before it is compared: a cohort that played at random.
struct Past {
  std::vector<learning::History> histories;
  std::map<std::string, double> completions;  // by lesson: played with at least two thirds right
};

// The chance of a right answer of each row of learning::SuccessFeatureNames.
using Foretell = std::function<std::vector<float>(absl::Span<const float> rows)>;
// Trains the success model on a past, under its calibration.
using TrainSuccess = std::function<Foretell(absl::Span<const learning::History* const> histories,
                                            const learning::Calibration& calibration)>;

struct PolicyKind {
  const char* name;
  // Makes the chooser of one child. The course and the past outlive it.
  std::function<std::unique_ptr<Chooser>(const Profile&, const Course&, const Past&)> make;
};

// random: any lesson. popularity: what most have completed, and this child has not. rules: mastery learning
// in the order of the course: from each skill's first step, up after two of three right, else down; a skill
// opens when half of what it builds on is done. rotation: the same rules, each lesson of another open skill.
// ours: the recommender and the tracer, calibrated on the past; train_success: with the success model, empty:
// by the tracer's formula.
std::vector<PolicyKind> Policies(const TrainSuccess& train_success = {});
PolicyKind RandomPolicy();

// Made once for a past: difficulties and mastery parameters that all of ours share.
PolicyKind OurPolicy(const TrainSuccess& train_success = {});

}  // namespace yachay::compare

#endif  // CLI_COMPARE_POLICIES_H_
