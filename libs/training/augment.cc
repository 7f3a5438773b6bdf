#include "training/augment.h"

#include <algorithm>
#include <cmath>

#include "training/prepare.h"
#include "training/random.h"

namespace yachay::training {
namespace {

constexpr double kJitter = 0.05;    // of a column's deviation
constexpr size_t kNeighbours = 64;  // rows of the class that a SMOTE row looks among for a near one

class Augmenter {
 public:
  Augmenter(const Dataset& train, uint64_t seed)
      : train_(train), steps_(LearnPreparation(train)), random_(seed), rows_of_(train.schema.classes.size()) {
    for (size_t r = 0; r < train.rows(); ++r) rows_of_[train.labels[r]].push_back(r);
  }

  Dataset Jitter(double share) {
    const auto count = static_cast<size_t>(share * static_cast<double>(train_.rows()));
    for (size_t i = 0; i < count; ++i) {
      const size_t r = random_.Below(train_.rows());
      Add(r);
      const auto row = Last();
      for (size_t f = 0; f < row.size(); ++f) {
        if (steps_[f].one_hot > 0) continue;
        row[f] += static_cast<float>(random_.Normal() * kJitter / static_cast<double>(steps_[f].scale));
      }
    }
    return std::move(added_);
  }

  Dataset Smote() {
    size_t most = 0;
    for (const auto& rows : rows_of_) most = std::max(most, rows.size());
    for (const auto& rows : rows_of_) {
      for (size_t n = rows.size(); n < most && rows.size() >= 2; ++n) Between(rows);
    }
    return std::move(added_);
  }

 private:
  void Add(size_t r) {
    const auto row = train_.row(r);
    added_.values.insert(added_.values.end(), row.begin(), row.end());
    added_.labels.push_back(train_.labels[r]);
    added_.ids.push_back("augmented-" + std::to_string(added_.ids.size() + 1));
    if (!train_.weights.empty()) added_.weights.push_back(train_.weights[r]);
    if (!train_.held_out.empty()) added_.held_out.push_back(0);
  }
  absl::Span<float> Last() { return absl::MakeSpan(added_.values).last(train_.width()); }

  double Distance(absl::Span<const float> a, absl::Span<const float> b) const {
    double sum = 0;
    for (size_t f = 0; f < a.size(); ++f) {
      const bool category = steps_[f].one_hot > 0;
      const double gap =
          category ? (a[f] == b[f] ? 0 : 1) : static_cast<double>((a[f] - b[f]) * steps_[f].scale);
      sum += std::isnan(gap) ? 1 : gap * gap;
    }
    return sum;
  }

  // A row between one of the class and the nearest of some others; categories come from either.
  void Between(const std::vector<size_t>& rows) {
    const size_t one = rows[random_.Below(rows.size())];
    size_t other = one;
    double least = 0;
    for (size_t i = 0; i < std::min(kNeighbours, 2 * rows.size()); ++i) {
      const size_t r = rows[random_.Below(rows.size())];
      if (r == one) continue;
      const double distance = Distance(train_.row(one), train_.row(r));
      if (other != one && distance >= least) continue;
      least = distance;
      other = r;
    }
    Add(one);
    const auto share = static_cast<float>(random_.Uniform());
    const auto row = Last();
    const auto there = train_.row(other);
    for (size_t f = 0; f < row.size(); ++f) {
      if (steps_[f].one_hot > 0) {
        row[f] = random_.Below(2) == 0 ? row[f] : there[f];
      } else {
        row[f] += share * (there[f] - row[f]);
      }
    }
  }

  const Dataset& train_;
  std::vector<models::Preparation> steps_;
  Random random_;
  std::vector<std::vector<size_t>> rows_of_;
  Dataset added_;
};

void BalanceClasses(Dataset& data) {
  if (data.weights.empty()) data.weights.assign(data.rows(), 1.0F);
  std::vector<double> sums(data.schema.classes.size());
  double total = 0;
  for (size_t r = 0; r < data.rows(); ++r) {
    sums[data.labels[r]] += static_cast<double>(data.weights[r]);
    total += static_cast<double>(data.weights[r]);
  }
  const auto present = std::count_if(sums.begin(), sums.end(), [](double sum) { return sum > 0; });
  for (size_t r = 0; r < data.rows(); ++r) {
    data.weights[r] *= static_cast<float>(total / (static_cast<double>(present) * sums[data.labels[r]]));
  }
}

}  // namespace

Dataset Augmented(const Dataset& train, const TrainOptions& options) {
  Dataset data = train;
  if (options.augmentation == Augmentation::kJitter)
    Append(Augmenter(train, options.seed).Jitter(options.augmentation_share), data);
  if (options.augmentation == Augmentation::kSmote) Append(Augmenter(train, options.seed).Smote(), data);
  if (options.balance_classes) BalanceClasses(data);
  return data;
}

}  // namespace yachay::training
