// When a verdict asks for a new model. Pure.
#ifndef DRIFT_RETRAIN_H_
#define DRIFT_RETRAIN_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/verdict.h"

namespace yachay::drift {

struct RetrainRule {
  // Retrain when more than this share of the columns has drifted, …
  double share_above = 0.3;
  // … or this column has, …
  std::string prediction_column = std::string(kPredictionColumn);
  // … or any of these.
  std::vector<std::string> key_columns = {"AvgSessionDurationMinutes", "SessionsPerWeek"};
  // Columns whose shuffling changes no more than this share of the predictions count for nothing, neither
  // among the drifted nor among all; those that were not measured count. Below 0: every column counts.
  double deaf_below = 0;
  // The share is that of the drifted columns' sensitivities in all columns', where some were measured: a
  // column counts by how much it moves predictions. False: all columns that count are counted alike.
  bool weighted = false;
};

// "published": every column counts, the model's sensitivity is not asked (share > 0.3, or the prediction, or
// AvgSessionDurationMinutes, or SessionsPerWeek). "sensitive": the same for the columns that move
// predictions. "weighted": as "sensitive", and the share is weighted. INVALID_ARGUMENT names the three.
absl::StatusOr<RetrainRule> RetrainRuleNamed(std::string_view name);

struct RetrainDecision {
  bool retrain = false;
  std::string
      cause;  // "share", "prediction" or "column:<name>": the first rule that fired; empty when none did
  std::string why;  // a sentence for people, with the numbers; also why a drift asked for nothing
};

// Rules are tried in the order of RetrainRule's fields; a column that the verdict lacks fires no rule. An
// empty window asks for nothing, and says so.
RetrainDecision Decide(const Verdict& verdict, const RetrainRule& rule = {});

}  // namespace yachay::drift

#endif  // DRIFT_RETRAIN_H_
