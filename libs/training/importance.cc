#include "training/importance.h"

#include <algorithm>
#include <numeric>

#include "training/random.h"

namespace yachay::training {
namespace {

double Accuracy(const scoring::Scorer& scorer, absl::Span<const float> values, absl::Span<const int> labels) {
  const size_t classes = scorer.num_outputs();
  std::vector<float> scores(labels.size() * classes);
  scorer.Score(values, absl::MakeSpan(scores));
  size_t right = 0;
  for (size_t r = 0; r < labels.size(); ++r) {
    const auto row = absl::MakeConstSpan(scores).subspan(r * classes, classes);
    right += std::max_element(row.begin(), row.end()) - row.begin() == labels[r] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

}  // namespace

std::vector<double> PermutationImportance(const scoring::Scorer& scorer, const Dataset& data, uint64_t seed,
                                          int repeats) {
  const double whole = Accuracy(scorer, data.values, data.labels);
  Random random(seed);
  std::vector<size_t> order(data.rows());
  std::iota(order.begin(), order.end(), size_t{0});
  std::vector<float> values = data.values;
  std::vector<double> losses;
  for (size_t f = 0; f < data.width(); ++f) {
    double loss = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      random.Shuffle(order);
      for (size_t r = 0; r < data.rows(); ++r) values[r * data.width() + f] = data.row(order[r])[f];
      loss += (whole - Accuracy(scorer, values, data.labels)) / repeats;
    }
    losses.push_back(loss);
    for (size_t r = 0; r < data.rows(); ++r) values[r * data.width() + f] = data.row(r)[f];
  }
  return losses;
}

}  // namespace yachay::training
