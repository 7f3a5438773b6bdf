// When a verdict asks for a new model. Pure.
#ifndef DRIFT_RETRAIN_H_
#define DRIFT_RETRAIN_H_

#include <string>
#include <vector>

#include "drift/verdict.h"

namespace yachay::drift {

struct RetrainRule {
  // Retrain when more than this share of the columns has drifted, …
  double share_above = 0.3;
  // … or this column has, …
  std::string prediction_column = std::string(kPredictionColumn);
  // … or any of these.
  std::vector<std::string> key_columns = {"AvgSessionDurationMinutes", "SessionsPerWeek"};
};

struct RetrainDecision {
  bool retrain = false;
  std::string
      cause;  // "share", "prediction" or "column:<name>": the first rule that fired; empty when none did
  std::string why;  // a sentence for people, with the numbers
};

// Rules are tried in the order of RetrainRule's fields; a column that the verdict lacks fires no rule.
RetrainDecision Decide(const Verdict& verdict, const RetrainRule& rule = {});

}  // namespace yachay::drift

#endif  // DRIFT_RETRAIN_H_
