#include "training/off_policy.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"
#include "training/random.h"

namespace yachay::training {
namespace {

using Row = Eigen::VectorXd;

// Features with missing ones at the mean, standardised, and a constant.
class Ridge {
 public:
  Ridge(const std::vector<const LoggedDecision*>& decisions, std::size_t width, double ridge)
      : width_(width), mean_(Row::Zero(Size())), scale_(Row::Ones(Size())) {
    Standardise(decisions);
    Eigen::MatrixXd a = Eigen::MatrixXd::Identity(Size() + 1, Size() + 1) * ridge;
    a(Size(), Size()) = 1e-9;
    Row b = Row::Zero(Size() + 1);
    for (const LoggedDecision* decision : decisions) {
      const Row x = RowOf(*decision, decision->taken);
      a += x * x.transpose();
      b += x * decision->reward;
    }
    weights_ = a.ldlt().solve(b);
  }

  double operator()(const LoggedDecision& decision, std::size_t choice) const {
    return weights_.dot(RowOf(decision, choice));
  }

 private:
  Eigen::Index Size() const { return static_cast<Eigen::Index>(width_); }

  double Value(const LoggedDecision& decision, std::size_t choice, Eigen::Index feature) const {
    return static_cast<double>(decision.features[choice * width_ + static_cast<std::size_t>(feature)]);
  }

  void Standardise(const std::vector<const LoggedDecision*>& decisions) {
    for (Eigen::Index f = 0; f < Size(); ++f) {
      double n = 0, sum = 0, squares = 0;
      for (const LoggedDecision* decision : decisions) {
        const double value = Value(*decision, decision->taken, f);
        if (std::isnan(value)) continue;
        n += 1, sum += value, squares += value * value;
      }
      if (n == 0) continue;
      mean_(f) = sum / n;
      const double variance = squares / n - mean_(f) * mean_(f);
      scale_(f) = variance > 1e-12 ? 1 / std::sqrt(variance) : 0;
    }
  }

  Row RowOf(const LoggedDecision& decision, std::size_t choice) const {
    Row row(Size() + 1);
    for (Eigen::Index f = 0; f < Size(); ++f) {
      const double value = Value(decision, choice, f);
      row(f) = std::isnan(value) ? 0 : (value - mean_(f)) * scale_(f);
    }
    row(Size()) = 1;
    return row;
  }

  const std::size_t width_;
  Row mean_, scale_, weights_;
};

// What one learner's decisions add up to.
struct Sums {
  double decisions = 0, weight = 0, weighted_reward = 0, doubly_robust = 0;

  void Add(const Sums& other) {
    decisions += other.decisions;
    weight += other.weight;
    weighted_reward += other.weighted_reward;
    doubly_robust += other.doubly_robust;
  }
  double Ips() const { return weighted_reward / decisions; }
  double Snips() const { return weight > 0 ? weighted_reward / weight : 0; }
  double DoublyRobust() const { return doubly_robust / decisions; }
};

absl::Status Check(const std::vector<LoggedDecision>& log) {
  if (log.empty()) return absl::InvalidArgumentError("off-policy: no decisions");
  const std::size_t width =
      log[0].propensities.empty() ? 0 : log[0].features.size() / log[0].propensities.size();
  for (std::size_t i = 0; i < log.size(); ++i) {
    const LoggedDecision& decision = log[i];
    const std::size_t choices = decision.propensities.size();
    const bool positive = std::all_of(decision.propensities.begin(), decision.propensities.end(),
                                      [](double propensity) { return propensity > 0; });
    if (decision.taken < choices && decision.features.size() == choices * width && positive) continue;
    return absl::InvalidArgumentError(absl::StrCat("off-policy: decision ", i, " has ", choices, " choices, ",
                                                   decision.features.size(), " features of width ", width,
                                                   ", or a propensity that is not above 0"));
  }
  return absl::OkStatus();
}

Sums Judge(const LoggedDecision& decision, const std::vector<double>& target, const Ridge& q) {
  double expected = 0;
  for (std::size_t choice = 0; choice < target.size(); ++choice) {
    if (target[choice] > 0) expected += target[choice] * q(decision, choice);
  }
  const double weight = target[decision.taken] / decision.propensities[decision.taken];
  const double surprise = decision.reward - q(decision, decision.taken);
  return {1, weight, weight * decision.reward, expected + weight * surprise};
}

template <typename F>
models::Metric Interval(const std::vector<Sums>& resampled, double value, F read) {
  std::vector<double> values;
  for (const Sums& sums : resampled) values.push_back(read(sums));
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  return {value, at(0.025), at(0.975)};
}

}  // namespace

absl::StatusOr<OffPolicyEstimate> EvaluateOffPolicy(const std::vector<LoggedDecision>& log,
                                                    const TargetPolicy& target,
                                                    const OffPolicyOptions& options) {
  if (absl::Status status = Check(log); !status.ok()) return status;
  std::map<std::string, std::vector<const LoggedDecision*>> by_learner;
  for (const LoggedDecision& decision : log) by_learner[decision.learner].push_back(&decision);
  std::vector<const LoggedDecision*> halves[2];
  std::size_t number = 0;
  for (const auto& [learner, decisions] : by_learner) {
    auto& half = halves[number++ % 2];
    half.insert(half.end(), decisions.begin(), decisions.end());
  }
  const std::size_t width = log[0].features.size() / log[0].propensities.size();
  const Ridge models[2] = {{halves[1].empty() ? halves[0] : halves[1], width, options.ridge},
                           {halves[0], width, options.ridge}};

  OffPolicyEstimate estimate{.decisions = log.size()};
  std::vector<Sums> learners;
  Sums all;
  double squares = 0;
  for (const auto& [learner, decisions] : by_learner) {
    Sums sums;
    for (const LoggedDecision* decision : decisions) {
      const Sums judged = Judge(*decision, target(*decision), models[learners.size() % 2]);
      squares += judged.weight * judged.weight;
      estimate.largest_weight = std::max(estimate.largest_weight, judged.weight);
      sums.Add(judged);
    }
    learners.push_back(sums);
    all.Add(sums);
  }
  estimate.effective_decisions = squares > 0 ? all.weight * all.weight / squares : 0;

  Random random(options.seed);
  std::vector<Sums> resampled(static_cast<std::size_t>(std::max(1, options.resamples)));
  for (Sums& sums : resampled) {
    for (std::size_t i = 0; i < learners.size(); ++i) sums.Add(learners[random.Below(learners.size())]);
  }
  estimate.ips = Interval(resampled, all.Ips(), [](const Sums& s) { return s.Ips(); });
  estimate.snips = Interval(resampled, all.Snips(), [](const Sums& s) { return s.Snips(); });
  estimate.doubly_robust =
      Interval(resampled, all.DoublyRobust(), [](const Sums& s) { return s.DoublyRobust(); });
  return estimate;
}

}  // namespace yachay::training
