#include "drift/column.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "drift/sort_numbers.h"

namespace yachay::drift {
namespace {

constexpr int kMantissaBits = 52;

// The number with the low bits of its mantissa cleared; never farther from 0 than before.
double Truncated(double value, int bits) {
  return std::bit_cast<double>(std::bit_cast<uint64_t>(value) & (~uint64_t{0} << bits));
}

template <typename Map>
auto Sorted(const Map& map) {
  using Key = typename Map::key_type;
  Counts<Key> counts(map.begin(), map.end());
  std::sort(counts.begin(), counts.end());
  return counts;
}

}  // namespace

const char* Name(ColumnKind kind) { return kind == ColumnKind::kNumber ? "number" : "category"; }

ColumnCounts::ColumnCounts(std::string name, ColumnKind kind, int64_t max_distinct)
    : name_(std::move(name)), kind_(kind), max_distinct_(max_distinct) {}

int64_t ColumnCounts::distinct() const {
  if (kind_ == ColumnKind::kCategory) return static_cast<int64_t>(categories_.size());
  return static_cast<int64_t>(map_is_current_ ? numbers_.size() : sorted_.size());
}

void ColumnCounts::Add(double value, int64_t times) {
  if (!std::isfinite(value)) return AddMissing(times);
  FillMap();
  sorted_is_current_ = false;
  numbers_[Truncated(value, dropped_bits_) + 0.0] += times;  // + 0.0 turns -0.0 into 0.0
  present_ += times;
  while (distinct() > max_distinct_ && dropped_bits_ < kMantissaBits) DropBits(dropped_bits_ + 1);
}

void ColumnCounts::AddAll(absl::Span<const double> values) {
  Counts<double> counts = present_ == 0 && dropped_bits_ == 0 ? CountNumbers(values) : Counts<double>();
  if (counts.empty() || static_cast<int64_t>(counts.size()) > max_distinct_) {
    for (const double value : values) Add(value);
    return;
  }
  sorted_ = std::move(counts);
  sorted_is_current_ = true;
  map_is_current_ = false;
  for (const auto& [value, times] : sorted_) present_ += times;
  missing_ += static_cast<int64_t>(values.size()) - present_;
}

void ColumnCounts::FillMap() {
  if (map_is_current_) return;
  numbers_.insert(sorted_.begin(), sorted_.end());
  map_is_current_ = true;
}

void ColumnCounts::Add(std::string_view value, int64_t times) {
  if (value.empty()) return AddMissing(times);
  present_ += times;
  if (const auto known = categories_.find(absl::string_view(value.data(), value.size()));
      known != categories_.end()) {
    known->second += times;
    return;
  }
  std::string key(value);
  if (distinct() >= max_distinct_ && key != kOther) {
    key = kOther;
    other_ += times;
  }
  categories_[std::move(key)] += times;
}

void ColumnCounts::AddAbsent(int64_t times) {
  AddMissing(times);
  absent_ += times;
}

void ColumnCounts::AddMisfit(int64_t times) {
  AddMissing(times);
  misfits_ += times;
}

void ColumnCounts::DropBits(int bits) {
  bits = std::clamp(bits, 0, kMantissaBits);
  if (bits <= dropped_bits_) return;
  FillMap();
  dropped_bits_ = bits;
  sorted_is_current_ = false;
  absl::flat_hash_map<double, int64_t> coarser;
  for (const auto& [value, times] : numbers_) coarser[Truncated(value, bits) + 0.0] += times;
  numbers_ = std::move(coarser);
}

absl::Status ColumnCounts::Merge(const ColumnCounts& other) {
  if (name_ != other.name_ || kind_ != other.kind_) {
    return absl::InvalidArgumentError(absl::StrCat("cannot merge column ", other.name_, " (",
                                                   Name(other.kind_), ") into ", name_, " (", Name(kind_),
                                                   ")"));
  }
  DropBits(other.dropped_bits_);
  for (const auto& [value, times] : other.Numbers()) Add(value, times);
  for (const auto& [value, times] : other.categories_) Add(value, times);
  missing_ += other.missing_;
  absent_ += other.absent_;
  misfits_ += other.misfits_;
  other_ += other.other_;
  return absl::OkStatus();
}

double ColumnCounts::error() const {
  if (dropped_bits_ == 0) return 0;
  double largest = 0;
  for (const auto& [value, times] : Numbers()) largest = std::max(largest, std::abs(value));
  return std::ldexp(largest, dropped_bits_ - kMantissaBits);
}

const Counts<double>& ColumnCounts::Numbers() const {
  if (!sorted_is_current_) sorted_ = Sorted(numbers_);
  sorted_is_current_ = true;
  return sorted_;
}

Counts<std::string> ColumnCounts::Categories() const { return Sorted(categories_); }

ColumnCounts CountsOf(const Column& column, int64_t max_distinct) {
  ColumnCounts counts(column.name, column.kind, max_distinct);
  if (column.kind == ColumnKind::kNumber) {
    counts.AddAll(column.numbers);
  } else {
    for (const std::string& value : column.categories) counts.Add(value);
  }
  return counts;
}

}  // namespace yachay::drift
