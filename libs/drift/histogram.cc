#include "drift/histogram.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

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
using Values = std::vector<std::pair<Value, Sides>>;  // ascending

template <typename Value>
Values<Value> ByValue(const Counts<Value>& r, const Counts<Value>& c, const ColumnCounts& reference,
                      const ColumnCounts& current) {
  Values<Value> values;
  values.reserve(r.size() + c.size());
  auto i = r.begin();
  auto j = c.begin();
  while (i != r.end() || j != c.end()) {
    const bool take_r = j == c.end() || (i != r.end() && i->first <= j->first);
    const bool take_c = i == r.end() || (j != c.end() && j->first <= i->first);
    const Value& value = take_r ? i->first : j->first;
    values.push_back(
        {value, {take_r ? Share(i->second, reference) : 0, take_c ? Share(j->second, current) : 0}});
    if (take_r) ++i;
    if (take_c) ++j;
  }
  return values;
}

bool AllWhole(const Values<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](const auto& entry) { return entry.first == std::trunc(entry.first); });
}

// Whole numbers have bins of a whole width: others would hold now one and now two of them.
Histogram Bins(const Values<double>& values, size_t bars) {
  const double least = values.front().first;
  const double range = values.back().first - least;
  const bool whole = AllWhole(values);
  const double width =
      whole ? std::ceil((range + 1) / static_cast<double>(bars)) : range / static_cast<double>(bars);
  if (whole) bars = static_cast<size_t>(std::floor(range / width)) + 1;
  Histogram histogram;
  for (size_t i = 0; i < bars; ++i) {
    const double from = least + width * static_cast<double>(i);
    histogram.push_back({absl::StrFormat("%.4g–%.4g", from, from + width - (whole ? 1 : 0)), 0, 0});
  }
  for (const auto& [value, sides] : values) {
    HistogramBar& bar = histogram[std::min(static_cast<size_t>((value - least) / width), bars - 1)];
    bar.reference += sides.reference;
    bar.current += sides.current;
  }
  return histogram;
}

Histogram Frequent(const Values<std::string>& values, size_t bars) {
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
