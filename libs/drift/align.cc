#include <algorithm>
#include <cmath>

#include "drift/tests.h"

namespace yachay::drift {
namespace {

int64_t Total(const Counts<double>& counts) {
  int64_t total = 0;
  for (const auto& [value, times] : counts) total += times;
  return total;
}

template <typename Value>
Aligned Merged(const Counts<Value>& reference, const Counts<Value>& current) {
  Aligned aligned;
  aligned.reference.reserve(reference.size() + current.size());
  aligned.current.reserve(reference.size() + current.size());
  auto r = reference.begin();
  auto c = current.begin();
  while (r != reference.end() || c != current.end()) {
    const bool take_r = c == current.end() || (r != reference.end() && r->first <= c->first);
    const bool take_c = r == reference.end() || (c != current.end() && c->first <= r->first);
    aligned.reference.push_back(take_r ? r->second : 0);
    aligned.current.push_back(take_c ? c->second : 0);
    if (take_r) ++r;
    if (take_c) ++c;
  }
  return aligned;
}

// NumPy's histogram_bin_edges(…, "sturges"): the first edge is the least value, the last the greatest.
std::vector<double> SturgesEdges(double least, double greatest, int64_t rows) {
  if (least == greatest) return {least - 0.5, greatest + 0.5};
  const double range = greatest - least;
  const double width = range / (std::log2(static_cast<double>(rows)) + 1.0);
  const auto bins = static_cast<int>(std::ceil(range / width));
  const double step = range / bins;
  std::vector<double> edges;
  for (int i = 0; i < bins; ++i) edges.push_back(i * step + least);
  edges.push_back(greatest);
  return edges;
}

std::vector<int64_t> Binned(const Counts<double>& counts, const std::vector<double>& edges) {
  std::vector<int64_t> bins(edges.size() - 1, 0);
  for (const auto& [value, times] : counts) {
    const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
    const auto bin = std::min<size_t>(static_cast<size_t>(above) - 1, bins.size() - 1);
    bins[bin] += times;
  }
  return bins;
}

}  // namespace

Aligned AlignValues(const Counts<double>& reference, const Counts<double>& current) {
  return Merged(reference, current);
}

Aligned AlignValues(const Counts<std::string>& reference, const Counts<std::string>& current) {
  return Merged(reference, current);
}

namespace {

Aligned BinnedBy(int64_t rows, const Counts<double>& reference, const Counts<double>& current) {
  const double least = std::min(reference.front().first, current.front().first);
  const double greatest = std::max(reference.back().first, current.back().first);
  const auto edges = SturgesEdges(least, greatest, rows);
  return {Binned(reference, edges), Binned(current, edges)};
}

}  // namespace

Aligned AlignBins(const Counts<double>& reference, const Counts<double>& current) {
  return BinnedBy(Total(reference) + Total(current), reference, current);
}

Aligned AlignDistinctBins(const Counts<double>& reference, const Counts<double>& current) {
  const Aligned values = Merged(reference, current);
  return BinnedBy(static_cast<int64_t>(values.reference.size()), reference, current);
}

}  // namespace yachay::drift
