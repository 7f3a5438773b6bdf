#include "taste/als.h"

#include <Eigen/Dense>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"

namespace yachay::taste {
namespace {

using Matrix = Eigen::MatrixXd;  // one column per learner or item
struct Met {
  Eigen::Index other = 0;
  double weight = 1;
};
using Side = std::vector<std::vector<Met>>;

struct Table {
  std::vector<std::string> items;
  Side by_learner, by_item;
};

absl::StatusOr<Table> Arrange(const std::vector<Interaction>& interactions) {
  std::map<std::string, std::map<std::string, double>> learners;
  std::map<std::string, Eigen::Index> items;
  for (const Interaction& met : interactions) {
    if (!(met.weight > 0 && std::isfinite(met.weight)))
      return absl::InvalidArgumentError(absl::StrCat("weight of ", met.item, ": expected a number above 0"));
    double& weight = learners[met.learner][met.item];
    weight = std::max(weight, met.weight);
    items[met.item] = 0;
  }
  if (items.empty())
    return absl::InvalidArgumentError("no interactions: nobody has completed or rated anything");
  Table table;
  for (auto& [id, place] : items) {
    place = static_cast<Eigen::Index>(table.items.size());
    table.items.push_back(id);
  }
  table.by_item.resize(items.size());
  for (const auto& [learner, met] : learners) {
    const auto row = static_cast<Eigen::Index>(table.by_learner.size());
    table.by_learner.emplace_back();
    for (const auto& [item, weight] : met) {
      table.by_learner.back().push_back({items[item], weight});
      table.by_item[static_cast<std::size_t>(items[item])].push_back({row, weight});
    }
  }
  return table;
}

// One side, given the other's factors.
Matrix Solve(const Side& side, const Matrix& others, const AlsOptions& options) {
  const Eigen::Index k = others.rows();
  const Matrix gram = others * others.transpose() + Matrix::Identity(k, k) * options.regularization;
  Matrix solved(k, static_cast<Eigen::Index>(side.size()));
  for (std::size_t i = 0; i < side.size(); ++i) {
    Matrix a = gram;
    Eigen::VectorXd b = Eigen::VectorXd::Zero(k);
    for (const Met& met : side[i]) {
      const double extra = options.confidence * met.weight;
      a.selfadjointView<Eigen::Lower>().rankUpdate(others.col(met.other), extra);
      b += (1 + extra) * others.col(met.other);
    }
    solved.col(static_cast<Eigen::Index>(i)) = a.selfadjointView<Eigen::Lower>().llt().solve(b);
  }
  return solved;
}

// SplitMix64, so that a start is the same on every machine.
Matrix Start(Eigen::Index rank, Eigen::Index columns, std::uint64_t seed) {
  Matrix start(rank, columns);
  for (Eigen::Index i = 0; i < start.size(); ++i) {
    std::uint64_t z = (seed += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    start.data()[i] = (static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53 - 0.5) * 0.2;
  }
  return start;
}

}  // namespace

absl::StatusOr<Taste> FitAls(const std::vector<Interaction>& interactions, const AlsOptions& options) {
  if (options.rank < 1 || options.rank > static_cast<int>(Taste::kMostRank))
    return absl::InvalidArgumentError(
        absl::StrCat("rank ", options.rank, ": expected 1 to ", Taste::kMostRank));
  if (options.iterations < 1 || options.iterations > 1000)
    return absl::InvalidArgumentError(
        absl::StrCat("iterations ", options.iterations, ": expected 1 to 1000"));
  if (!(options.regularization > 0) || !(options.confidence >= 0))
    return absl::InvalidArgumentError("expected a regularization above 0 and a confidence of 0 or more");
  auto table = Arrange(interactions);
  if (!table.ok()) return table.status();
  Matrix items = Start(options.rank, static_cast<Eigen::Index>(table->items.size()), options.seed);
  for (int round = 0; round < options.iterations; ++round) {
    const Matrix learners = Solve(table->by_learner, items, options);
    items = Solve(table->by_item, learners, options);
  }
  std::vector<Item> out;
  for (std::size_t i = 0; i < table->items.size(); ++i) {
    const Eigen::VectorXf factors = items.col(static_cast<Eigen::Index>(i)).cast<float>();
    out.push_back({.id = table->items[i],
                   .evidence = static_cast<double>(table->by_item[i].size()),
                   .factors = {factors.data(), factors.data() + factors.size()}});
  }
  return Taste::Create(std::move(out), options.regularization, options.confidence);
}

}  // namespace yachay::taste
