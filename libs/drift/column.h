// One column of a data set, as the drift library reads it: kinds, raw values, and exact mergeable counts.
//
// Missing values are NaN and ±infinity in a column of numbers and empty text in a column of categories; every
// test drops them, per column. -0.0 counts as 0.0.
#ifndef DRIFT_COLUMN_H_
#define DRIFT_COLUMN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"

namespace yachay::drift {

enum class ColumnKind { kNumber, kCategory };

// "number" or "category".
const char* Name(ColumnKind kind);

// Raw values of one column, in the order of the rows. Only the vector of the column's kind is read.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kNumber;
  std::vector<double> numbers;          // NaN is missing
  std::vector<std::string> categories;  // "" is missing
};

// Distinct values, ascending, with how often each occurs.
template <typename Value>
using Counts = std::vector<std::pair<Value, int64_t>>;

// How often each value of a column occurred: O(1) a value. Exact up to `max_distinct` values; a column of
// numbers that holds more keeps fewer bits of each number (see error()), the fewest dropped that fit. That
// sketch is deterministic: however rows are dealt to shards and in whichever order those are merged, the
// result is the same. A column of categories puts what is new under kOther and counts it in other(); which
// categories those are depends on the order. Not thread-safe.
class ColumnCounts {
 public:
  static constexpr int64_t kMaxDistinct = 200'000;
  // What a stream keeps: numbers move by at most 2^-14 of the largest, and memory is full at 10^5 rows.
  static constexpr int64_t kStreamDistinct = 50'000;
  static constexpr std::string_view kOther = "(other)";

  ColumnCounts(std::string name, ColumnKind kind, int64_t max_distinct = kMaxDistinct);

  const std::string& name() const { return name_; }
  ColumnKind kind() const { return kind_; }
  int64_t missing() const { return missing_; }
  int64_t present() const { return present_; }
  int64_t rows() const { return missing_ + present_; }
  int64_t absent() const { return absent_; }    // of the missing
  int64_t misfits() const { return misfits_; }  // of the missing
  // No row carried it.
  bool is_absent() const { return absent_ > 0 && absent_ == rows(); }
  // More of its values were of the other kind than of its own.
  bool changed_kind() const { return misfits_ > present_; }
  int64_t distinct() const;

  // O(1). REQUIRES: the column's kind; `times` ≥ 1.
  void Add(double value, int64_t times = 1);
  void Add(std::string_view value, int64_t times = 1);
  // The same as adding each; much faster on a column that is still empty.
  void AddAll(absl::Span<const double> values);
  void AddMissing(int64_t times = 1) { missing_ += times; }
  // A row that did not carry the column at all; it is missing too.
  void AddAbsent(int64_t times = 1);
  // A value of the other kind, which cannot be counted; it is missing too.
  void AddMisfit(int64_t times = 1);

  // Adds the other's counts; the order of merges does not change the result while both are exact.
  // INVALID_ARGUMENT when name or kind differ.
  absl::Status Merge(const ColumnCounts& other);

  // No value of the column was moved by more than this (0: exact); a Wasserstein distance is off by at most
  // it.
  double error() const;
  // Rows whose category stands under kOther for want of room: 0 is exact.
  int64_t other() const { return other_; }
  // REQUIRES: kOther counts as many; for what is read back.
  void SetOther(int64_t rows) { other_ = rows; }
  // How many low bits of each number's mantissa are cleared: 0 is exact.
  int dropped_bits() const { return dropped_bits_; }
  void DropBits(int bits);

  // Sorted once after the last change. The first call after a change writes a cache: it is not thread-safe,
  // later ones are.
  const Counts<double>& Numbers() const;
  Counts<std::string> Categories() const;

 private:
  std::string name_;
  ColumnKind kind_;
  int64_t max_distinct_;
  int64_t missing_ = 0;
  int64_t present_ = 0;
  int64_t absent_ = 0;
  int64_t misfits_ = 0;
  int64_t other_ = 0;
  int dropped_bits_ = 0;
  absl::flat_hash_map<double, int64_t> numbers_;
  absl::flat_hash_map<std::string, int64_t> categories_;
  void FillMap();

  // The numbers stand in the map, sorted beside it, or both; a column that was filled at once has no map.
  mutable Counts<double> sorted_;
  mutable bool sorted_is_current_ = false;
  bool map_is_current_ = true;
};

// Counts of a raw column.
ColumnCounts CountsOf(const Column& column, int64_t max_distinct = ColumnCounts::kMaxDistinct);

}  // namespace yachay::drift

#endif  // DRIFT_COLUMN_H_
