// What another policy would have earned on the decisions that this one took, from a log with exact
// propensities.
//
// With reward r of the taken choice, its propensity p, and the chance t that the other policy takes it:
//   IPS   mean of t/p · r                      unbiased; wide when t and p differ (Horvitz & Thompson 1952)
//   SNIPS sum(t/p · r) / sum(t/p)              narrower, a little biased (Swaminathan & Joachims 2015)
//   DR    mean of Σ t(a) q(a) + t/p · (r - q)  unbiased, and narrower the better q foresees r (Dudík et al.
//   2011)
// q is a ridge regression of the reward on the choice's features, fitted on the other half of the learners,
// so that no learner is judged by a model that saw them. Intervals: 95 % percentile bootstrap over learners,
// whose decisions stand or fall together.
#ifndef TRAINING_OFF_POLICY_H_
#define TRAINING_OFF_POLICY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "models/manifest.h"

namespace yachay::training {

// One decision, and what stood to choice.
struct LoggedDecision {
  std::string learner;
  std::vector<double> propensities;  // of each choice, above 0; they sum to 1
  std::vector<float> features;       // choices × width; NaN is missing
  std::size_t taken = 0;
  double reward = 0;  // of the taken choice; finite
};

// The chance of each choice under the policy in question; they sum to 1.
using TargetPolicy = std::function<std::vector<double>(const LoggedDecision&)>;

struct OffPolicyOptions {
  double ridge = 1;  // of q, on standardised features; above 0
  int resamples = 1000;
  std::uint64_t seed = 1;
};

struct OffPolicyEstimate {
  std::size_t decisions = 0;
  models::Metric ips, snips, doubly_robust;
  double effective_decisions = 0;  // (Σ w)² / Σ w², w = t/p: few: the log says little about this policy
  double largest_weight = 0;
};

// InvalidArgument: no decisions, or one with lists of different lengths or a propensity that is not above 0.
absl::StatusOr<OffPolicyEstimate> EvaluateOffPolicy(const std::vector<LoggedDecision>& log,
                                                    const TargetPolicy& target,
                                                    const OffPolicyOptions& options = {});

}  // namespace yachay::training

#endif  // TRAINING_OFF_POLICY_H_
