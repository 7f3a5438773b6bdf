// bench_drift_stream ROWS: adds so many rows of 12 columns (8 of whole numbers, 3 continuous, 1 of
// categories) to a window and compares it. Prints {"rows", "peak_kib", "ns_per_row", "compare_ms"}.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "drift/verdict.h"

namespace yachay::drift {
namespace {

constexpr int kWhole = 8;
constexpr int kContinuous = 3;
constexpr int kReferenceRows = 30'000;

class Rows {
 public:
  const std::vector<Value>& Next() {
    for (int i = 0; i < kWhole; ++i) row_[i] = static_cast<double>(random_() % (20 + 20 * i));
    for (int i = kWhole; i < kWhole + kContinuous; ++i)
      row_[i] = 24 * std::generate_canonical<double, 53>(random_);
    row_.back() = categories_[random_() % categories_.size()];
    return row_;
  }

 private:
  std::mt19937_64 random_{3};
  std::vector<std::string> categories_ = {"Action", "RPG", "Simulation", "Sports", "Strategy"};
  std::vector<Value> row_ = std::vector<Value>(kWhole + kContinuous + 1);
};

Reference MakeReference() {
  std::vector<Column> columns(kWhole + kContinuous + 1);
  Rows rows;
  for (size_t i = 0; i < columns.size(); ++i) columns[i].name = "column" + std::to_string(i);
  columns.back().kind = ColumnKind::kCategory;
  for (int r = 0; r < kReferenceRows; ++r) {
    const std::vector<Value>& row = rows.Next();
    for (size_t i = 0; i + 1 < columns.size(); ++i) columns[i].numbers.push_back(std::get<double>(row[i]));
    columns.back().categories.push_back(std::get<std::string>(row.back()));
  }
  return *Reference::FromColumns(columns);
}

double Milliseconds() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Of this program: getrusage's figure begins with that of the process that started it.
long PeakKib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") return status >> word ? std::stol(word) : 0;
  }
  return 0;
}

int Run(int64_t count) {
  const Reference reference = MakeReference();
  Window window = Window::Like(reference);
  Rows rows;
  const double begin = Milliseconds();
  for (int64_t i = 0; i < count; ++i) {
    if (!window.Add(rows.Next()).ok()) return 1;
  }
  const double added = Milliseconds();
  if (!Compare(reference, window).ok()) return 1;
  const double compared = Milliseconds();
  std::printf("{\"rows\": %lld, \"peak_kib\": %ld, \"ns_per_row\": %.1f, \"compare_ms\": %.2f}\n",
              static_cast<long long>(count), PeakKib(), (added - begin) * 1e6 / static_cast<double>(count),
              compared - added);
  return 0;
}

}  // namespace
}  // namespace yachay::drift

int main(int argc, char** argv) {
  const int64_t rows = argc == 2 ? std::atoll(argv[1]) : 0;
  if (rows <= 0) {
    std::fputs("usage: bench_drift_stream ROWS\n", stderr);
    return 2;
  }
  return yachay::drift::Run(rows);
}
