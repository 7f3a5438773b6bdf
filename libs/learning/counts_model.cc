#include "learning/counts_model.h"

#include <cmath>
#include <utility>

namespace yachay::learning {
namespace {

struct Count {
  double right = 0;
  double all = 0;
};

std::uint64_t Mix(std::uint64_t& state) {  // SplitMix64
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

std::vector<const History*> Shuffled(absl::Span<const History* const> histories, std::uint64_t& state) {
  std::vector<const History*> order(histories.begin(), histories.end());
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[Mix(state) % i]);
  return order;
}

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

// The inputs of one learner's answers, one after the other.
class CountsModel::Counter {
 public:
  // grow: makes weights for what is new; nullptr: what is new counts for nothing.
  Counter(const CountsModel& model, CountsModel* grow) : model_(model), grow_(grow) {}

  const std::vector<Input>& Next(const PastAnswer& answer) {
    inputs_.clear();
    Put('b', "", 1);
    Put('i', answer.item, 1);
    PutCounts('t', "", total_);
    PutCounts('n', "", items_[answer.item]);
    const double share = answer.skills.empty() ? 0 : 1.0 / static_cast<double>(answer.skills.size());
    for (const std::string& skill : answer.skills) {
      Put('s', skill, share);
      PutCounts('c', skill, skills_[skill], share);
    }
    return inputs_;
  }

  void Take(const PastAnswer& answer) {
    Add(total_, answer.correct);
    Add(items_[answer.item], answer.correct);
    for (const std::string& skill : answer.skills) Add(skills_[skill], answer.correct);
  }

 private:
  static void Add(Count& count, bool correct) {
    count.all += 1;
    count.right += correct ? 1 : 0;
  }
  void Put(char kind, const std::string& id, double value) {
    const std::string name = kind + id;
    const std::uint32_t weight = grow_ != nullptr ? grow_->Add(name) : model_.Find(name);
    if (weight != 0) inputs_.push_back({weight, value});
  }
  void PutCounts(char kind, const std::string& id, const Count& count, double share = 1) {
    Put(kind, "+" + id, share * std::log1p(count.right));
    Put(kind, "*" + id, share * std::log1p(count.all));
  }

  const CountsModel& model_;
  CountsModel* grow_;
  std::vector<Input> inputs_;
  Count total_;
  std::unordered_map<std::string, Count> items_, skills_;
};

std::uint32_t CountsModel::Find(const std::string& name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? 0 : found->second;
}

std::uint32_t CountsModel::Add(const std::string& name) {
  const auto [found, added] = index_.try_emplace(name, static_cast<std::uint32_t>(weights_.size()));
  if (added) {
    weights_.push_back(0);
    squares_.push_back(1e-8);
  }
  return found->second;
}

double CountsModel::Margin(const std::vector<Input>& inputs) const {
  double margin = 0;
  for (const Input& input : inputs) margin += weights_[input.weight] * input.value;
  return margin;
}

void CountsModel::Learn(const std::vector<Input>& inputs, bool correct, const CountsOptions& options) {
  const double error = Sigmoid(Margin(inputs)) - (correct ? 1 : 0);
  for (const Input& input : inputs) {
    const double slope = error * input.value + options.l2 * weights_[input.weight];
    squares_[input.weight] += slope * slope;
    weights_[input.weight] -= options.step * slope / std::sqrt(squares_[input.weight]);
  }
}

CountsModel CountsModel::Fit(absl::Span<const History* const> histories, const CountsOptions& options) {
  CountsModel model;
  std::uint64_t random = options.seed;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    for (const History* history : Shuffled(histories, random)) {
      Counter counter(model, &model);
      for (const PastAnswer& answer : history->answers) {
        model.Learn(counter.Next(answer), answer.correct, options);
        counter.Take(answer);
      }
    }
  }
  return model;
}

std::vector<double> CountsModel::Foretell(const History& history) const {
  Counter counter(*this, nullptr);
  std::vector<double> chances;
  for (const PastAnswer& answer : history.answers) {
    chances.push_back(Sigmoid(Margin(counter.Next(answer))));
    counter.Take(answer);
  }
  return chances;
}

}  // namespace yachay::learning
