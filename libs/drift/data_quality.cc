#include "drift/data_quality.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"

namespace yachay::drift {
namespace {

constexpr double kMissingMore = 0.05;
constexpr size_t kShownCategories = 10;

double Share(int64_t part, int64_t all) {
  return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : 0;
}

template <typename Value>
int64_t Largest(const Counts<Value>& counts) {
  int64_t most = 0;
  for (const auto& [value, times] : counts) most = std::max(most, times);
  return most;
}

void AddNumbers(const ColumnCounts& reference, const ColumnCounts& current, ColumnQuality& quality) {
  const Counts<double> known = reference.Numbers();
  if (known.empty()) return;
  for (const auto& [value, times] : current.Numbers()) {
    if (value < known.front().first || value > known.back().first) quality.out_of_range += times;
  }
}

void AddCategories(const ColumnCounts& reference, const ColumnCounts& current, ColumnQuality& quality) {
  absl::flat_hash_set<std::string> known;
  for (const auto& [value, times] : reference.Categories()) known.insert(value);
  std::vector<std::pair<int64_t, std::string>> added;
  for (const auto& [value, times] : current.Categories()) {
    if (known.contains(value)) continue;
    quality.out_of_range += times;
    added.emplace_back(-times, value);
  }
  std::sort(added.begin(), added.end());
  added.resize(std::min(added.size(), kShownCategories));
  for (auto& [times, value] : added) quality.new_categories.push_back(std::move(value));
}

void Describe(const ColumnCounts& reference, const ColumnCounts& current, ColumnQuality& quality) {
  const bool number = reference.kind() == ColumnKind::kNumber;
  quality.distinct = current.distinct();
  const int64_t most = number ? Largest(current.Numbers()) : Largest(current.Categories());
  quality.constant = current.distinct() == 1;
  quality.almost_constant = !quality.constant && Share(most, current.rows()) >= kAlmostConstant;
  if (number) {
    AddNumbers(reference, current, quality);
  } else {
    AddCategories(reference, current, quality);
  }
  quality.remarkable = quality.missing_share > quality.reference_missing_share + kMissingMore ||
                       ((quality.constant || quality.almost_constant) && reference.distinct() > 1) ||
                       quality.out_of_range > 0 || quality.misfits > 0;
}

// One number per row that tells equal rows; a 64-bit hash, so that two different rows of a million share one
// by a chance of 3 in 100 million.
std::vector<size_t> RowHashes(const std::vector<Column>& columns) {
  const size_t rows = columns.empty() ? 0 : std::max(columns[0].numbers.size(), columns[0].categories.size());
  std::vector<size_t> hashes(rows, 0);
  for (const Column& column : columns) {
    for (size_t r = 0; r < rows; ++r) {
      if (column.kind == ColumnKind::kCategory) {
        hashes[r] = absl::HashOf(hashes[r], column.categories[r]);
      } else {
        const double value = column.numbers[r];
        hashes[r] = absl::HashOf(hashes[r], std::isfinite(value) ? value + 0.0 : HUGE_VAL);
      }
    }
  }
  return hashes;
}

// A column of numbers; less its mean when none is missing, so that a pair of them is one product.
struct Series {
  const std::vector<double>* numbers = nullptr;
  Eigen::VectorXd centred;  // empty: some are missing
};

Series SeriesOf(const std::vector<double>& numbers) {
  const Eigen::Map<const Eigen::ArrayXd> all(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
  Series series{.numbers = &numbers, .centred = {}};
  if (numbers.empty() || !all.isFinite().all()) return series;
  series.centred = all - all.mean();
  if (all.minCoeff() == all.maxCoeff()) series.centred.setZero();  // its mean may be rounded
  return series;
}

std::optional<double> CorrelationOfPresent(const std::vector<double>& x, const std::vector<double>& y) {
  double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;  // Welford's updates
  for (size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) continue;
    ++n;
    const double dx = x[i] - mean_x;
    const double dy = y[i] - mean_y;
    mean_x += dx / n;
    mean_y += dy / n;
    xx += dx * (x[i] - mean_x);
    yy += dy * (y[i] - mean_y);
    xy += dx * (y[i] - mean_y);
  }
  if (xx <= 0 || yy <= 0) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

std::optional<double> Correlation(const Series& x, const Series& y) {
  if (x.centred.size() == 0 || y.centred.size() == 0) return CorrelationOfPresent(*x.numbers, *y.numbers);
  const double lengths = x.centred.norm() * y.centred.norm();
  if (lengths <= 0) return std::nullopt;
  return x.centred.dot(y.centred) / lengths;
}

using Numbers = absl::flat_hash_map<std::string, Series>;

Numbers NumbersOf(const std::vector<Column>& columns) {
  Numbers numbers;
  for (const Column& column : columns) {
    if (column.kind == ColumnKind::kNumber) numbers[column.name] = SeriesOf(column.numbers);
  }
  return numbers;
}

}  // namespace

std::vector<ColumnQuality> ColumnQualities(const Reference& reference, const Window& window) {
  std::vector<ColumnQuality> qualities;
  for (const ColumnCounts& column : reference.columns()) {
    ColumnQuality quality{.name = column.name(), .new_categories = {}};
    quality.reference_missing_share = Share(column.missing(), column.rows());
    const ColumnCounts* current = window.Find(column.name());
    quality.absent = current == nullptr || current->is_absent();
    quality.type_changed = !quality.absent && (current->kind() != column.kind() || current->changed_kind());
    if (current != nullptr) {
      quality.missing = current->missing();
      quality.missing_share = Share(current->missing(), current->rows());
      quality.misfits = current->misfits();
    }
    if (quality.absent || quality.type_changed) {
      quality.remarkable = true;
    } else {
      Describe(column, *current, quality);
    }
    qualities.push_back(std::move(quality));
  }
  return qualities;
}

int64_t DuplicateRows(const std::vector<Column>& columns) {
  absl::flat_hash_set<size_t> seen;
  int64_t duplicates = 0;
  for (const size_t hash : RowHashes(columns)) duplicates += seen.insert(hash).second ? 0 : 1;
  return duplicates;
}

std::vector<CorrelationChange> CorrelationChanges(const std::vector<Column>& reference,
                                                  const std::vector<Column>& current, double least_change) {
  const Numbers before = NumbersOf(reference);
  const Numbers after = NumbersOf(current);
  std::vector<CorrelationChange> changes;
  for (size_t i = 0; i < reference.size(); ++i) {
    for (size_t j = i + 1; j < reference.size(); ++j) {
      const std::string& a = reference[i].name;
      const std::string& b = reference[j].name;
      if (!before.contains(a) || !before.contains(b) || !after.contains(a) || !after.contains(b)) continue;
      const auto was = Correlation(before.at(a), before.at(b));
      const auto is = Correlation(after.at(a), after.at(b));
      if (was && is && std::abs(*was - *is) >= least_change) changes.push_back({a, b, *was, *is});
    }
  }
  std::stable_sort(changes.begin(), changes.end(), [](const auto& x, const auto& y) {
    return std::abs(x.reference - x.current) > std::abs(y.reference - y.current);
  });
  return changes;
}

}  // namespace yachay::drift
