#include "drift/histogram.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"

namespace yachay::drift {
namespace {

struct Sides {
  double reference = 0;
  double current = 0;
};

double Share(int64_t times, const ColumnCounts& column) {
  return column.present() > 0 ? static_cast<double>(times) / static_cast<double>(column.present()) : 0;
}

template <typename Value>
std::map<Value, Sides> ByValue(const Counts<Value>& r, const Counts<Value>& c, const ColumnCounts& reference,
                               const ColumnCounts& current) {
  std::map<Value, Sides> values;
  for (const auto& [value, times] : r) values[value].reference = Share(times, reference);
  for (const auto& [value, times] : c) values[value].current = Share(times, current);
  return values;
}

Histogram Bins(const std::map<double, Sides>& values, size_t bars) {
  const double least = values.begin()->first;
  const double width = (values.rbegin()->first - least) / static_cast<double>(bars);
  Histogram histogram;
  for (size_t i = 0; i < bars; ++i) {
    const double from = least + width * static_cast<double>(i);
    histogram.push_back({absl::StrCat(from, "–", from + width), 0, 0});
  }
  for (const auto& [value, sides] : values) {
    HistogramBar& bar = histogram[std::min(static_cast<size_t>((value - least) / width), bars - 1)];
    bar.reference += sides.reference;
    bar.current += sides.current;
  }
  return histogram;
}

Histogram Frequent(const std::map<std::string, Sides>& values, size_t bars) {
  Histogram all;
  for (const auto& [value, sides] : values) all.push_back({value, sides.reference, sides.current});
  if (all.size() <= bars) return all;
  std::stable_sort(all.begin(), all.end(), [](const HistogramBar& a, const HistogramBar& b) {
    return a.reference + a.current > b.reference + b.current;
  });
  HistogramBar other{std::string(ColumnCounts::kOther), 0, 0};
  for (size_t i = bars - 1; i < all.size(); ++i) {
    other.reference += all[i].reference;
    other.current += all[i].current;
  }
  all.resize(bars - 1);
  all.push_back(std::move(other));
  return all;
}

}  // namespace

Histogram MakeHistogram(const ColumnCounts& reference, const ColumnCounts& current, size_t max_bars) {
  if (reference.kind() == ColumnKind::kCategory) {
    return Frequent(ByValue(reference.Categories(), current.Categories(), reference, current), max_bars);
  }
  const auto values = ByValue(reference.Numbers(), current.Numbers(), reference, current);
  if (values.size() > max_bars) return Bins(values, max_bars);
  Histogram histogram;
  for (const auto& [value, sides] : values) {
    histogram.push_back({absl::StrCat(value), sides.reference, sides.current});
  }
  return histogram;
}

}  // namespace yachay::drift
