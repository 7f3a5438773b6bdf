#include "training/curves.h"

#include <algorithm>
#include <cmath>

#include "training/evaluation.h"

namespace yachay::training {
namespace {

constexpr size_t kBins = 10;
constexpr size_t kHistogram = 24;
constexpr size_t kPoints = 200;

// About kPoints of the curve's points, with both ends.
void Thin(RocCurve& curve) {
  const size_t size = curve.false_positive.size();
  if (size <= kPoints + 1) return;
  RocCurve thin{.area = curve.area};
  for (size_t i = 0; i <= kPoints; ++i) {
    const size_t at = i * (size - 1) / kPoints;
    thin.false_positive.push_back(curve.false_positive[at]);
    thin.true_positive.push_back(curve.true_positive[at]);
  }
  curve = std::move(thin);
}

void CountNumbers(const std::vector<float>& known, ColumnSummary& summary) {
  summary.counts.assign(kHistogram, 0);
  const double width = summary.max - summary.min;
  for (const float value : known) {
    const double share = width > 0 ? (static_cast<double>(value) - summary.min) / width : 0;
    ++summary.counts[std::min(kHistogram - 1, static_cast<size_t>(share * kHistogram))];
    summary.mean += static_cast<double>(value) / static_cast<double>(known.size());
  }
}

}  // namespace

RocCurve Roc(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes, size_t of_class) {
  std::vector<std::pair<float, bool>> order;
  for (size_t r = 0; r < labels.size(); ++r)
    order.emplace_back(scores[r * classes + of_class], labels[r] == static_cast<int>(of_class));
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  const auto positives =
      static_cast<double>(std::count_if(order.begin(), order.end(), [](auto& o) { return o.second; }));
  const double negatives = static_cast<double>(order.size()) - positives;
  RocCurve curve{{0}, {0}, 0};
  if (positives == 0 || negatives == 0) return {{0, 1}, {0, 1}, 0.5};
  double hits = 0;
  double alarms = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    (order[i].second ? hits : alarms) += 1;
    if (i + 1 < order.size() && order[i + 1].first == order[i].first) continue;
    const double x = alarms / negatives;
    const double y = hits / positives;
    curve.area += (x - curve.false_positive.back()) * (y + curve.true_positive.back()) / 2;
    curve.false_positive.push_back(x);
    curve.true_positive.push_back(y);
  }
  Thin(curve);
  return curve;
}

std::vector<ReliabilityBin> Reliability(absl::Span<const int> labels, absl::Span<const float> scores,
                                        size_t classes, size_t of_class) {
  std::vector<ReliabilityBin> bins(kBins);
  for (size_t r = 0; r < labels.size(); ++r) {
    const auto said = static_cast<double>(scores[r * classes + of_class]);
    ReliabilityBin& bin = bins[std::min(kBins - 1, static_cast<size_t>(std::max(said, 0.0) * kBins))];
    bin.said += said;
    bin.right += labels[r] == static_cast<int>(of_class) ? 1 : 0;
    ++bin.rows;
  }
  std::erase_if(bins, [](const ReliabilityBin& bin) { return bin.rows == 0; });
  for (ReliabilityBin& bin : bins) {
    bin.said /= static_cast<double>(bin.rows);
    bin.right /= static_cast<double>(bin.rows);
  }
  return bins;
}

std::vector<GroupError> ErrorByGroup(const Dataset& data, absl::Span<const int> predicted,
                                     const std::string& column) {
  const auto& features = data.schema.features;
  const auto found = std::find_if(features.begin(), features.end(), [&](const auto& f) {
    return f.name == column && f.kind == models::FeatureKind::kCategory;
  });
  if (found == features.end()) return {};
  const auto f = static_cast<size_t>(found - features.begin());
  const size_t missing = found->categories.size();
  std::vector<size_t> rows(missing + 1);
  std::vector<size_t> wrong(missing + 1);
  for (size_t r = 0; r < data.rows(); ++r) {
    const float code = data.row(r)[f];
    const size_t group = std::isnan(code) ? missing : static_cast<size_t>(code);
    ++rows[group];
    wrong[group] += predicted[r] == data.labels[r] ? 0 : 1;
  }
  std::vector<GroupError> groups;
  for (size_t g = 0; g <= missing; ++g) {
    if (rows[g] == 0) continue;
    groups.push_back({g < missing ? found->categories[g] : "(missing)", rows[g], Wilson(wrong[g], rows[g])});
  }
  return groups;
}

ColumnSummary Summarise(const Dataset& data, size_t feature) {
  ColumnSummary summary;
  const auto& schema = data.schema.features[feature];
  summary.counts.assign(schema.categories.size(), 0);
  std::vector<float> known;
  for (size_t r = 0; r < data.rows(); ++r) {
    const float value = data.row(r)[feature];
    if (std::isnan(value)) {
      ++summary.missing;
    } else if (schema.kind == models::FeatureKind::kCategory) {
      ++summary.counts[static_cast<size_t>(value)];
    } else {
      known.push_back(value);
    }
  }
  if (known.empty()) return summary;
  std::sort(known.begin(), known.end());
  summary.min = static_cast<double>(known.front());
  summary.median = static_cast<double>(known[known.size() / 2]);
  summary.max = static_cast<double>(known.back());
  CountNumbers(known, summary);
  return summary;
}

}  // namespace yachay::training
