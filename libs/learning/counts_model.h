#ifndef LEARNING_COUNTS_MODEL_H_
#define LEARNING_COUNTS_MODEL_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "learning/history.h"

namespace yachay::learning {

struct CountsOptions {
  int epochs = 12;
  double step = 0.2;       // of AdaGrad
  double l2 = 0.00002;     // per answer, of every weight
  std::uint64_t seed = 1;  // of the order of learners
};

// Logistic regression on who answers what how often: a weight per item and per skill, and log(1 + n) of right
// and of all answers so far, in total, to the skill (with weights of that skill's own) and to the item.
// Best-LR of Gervet, Koedinger, Schneider & Mitchell, "When is deep learning the best approach to knowledge
// tracing?" (2020): what the tracer and the trees are measured against.
class CountsModel {
 public:
  // The same histories and options give the same bits.
  static CountsModel Fit(absl::Span<const History* const> histories, const CountsOptions& options = {});

  // The chance of a right answer before each answer of the history, 0 to 1.
  std::vector<double> Foretell(const History& history) const;

 private:
  struct Input {
    std::uint32_t weight;
    double value;
  };
  class Counter;

  std::uint32_t Find(const std::string& name) const;  // 0: unknown
  std::uint32_t Add(const std::string& name);
  double Margin(const std::vector<Input>& inputs) const;
  void Learn(const std::vector<Input>& inputs, bool correct, const CountsOptions& options);

  std::unordered_map<std::string, std::uint32_t> index_;  // weights by kind and id; none has 0
  std::vector<double> weights_ = {0}, squares_ = {1};
};

}  // namespace yachay::learning

#endif  // LEARNING_COUNTS_MODEL_H_
