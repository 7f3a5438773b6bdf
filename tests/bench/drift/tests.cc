// bench_drift_tests REFERENCE.csv CURRENT.csv: the time of the tests alone, from raw columns in memory to a
// verdict, as Evidently's report has them; and the same with reading both files, in a process that runs.
// Prints {"counts_ms", "compare_ms", "read_ms"}, medians of 15 runs; the last is reading alone.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "cli/drift_sides.h"
#include "drift/verdict.h"

namespace {

// Of the CPU, as Evidently's are.
double Milliseconds() { return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC; }

double Median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  using namespace yachay;  // NOLINT(google-build-using-namespace)
  cli::DriftCompareOptions options;
  if (argc != 3) return 2;
  options.reference = argv[1];
  options.current = argv[2];
  std::vector<double> reads;
  std::vector<double> counts;
  std::vector<double> compares;
  for (int run = 0; run < 15; ++run) {
    const double started = Milliseconds();
    const auto sides = cli::ReadDriftSides(options);
    if (!sides.ok()) return 1;
    const double begin = Milliseconds();
    reads.push_back(begin - started);
    const auto reference = drift::Reference::FromColumns(sides->reference_columns);
    const auto window = drift::Window::FromColumns(sides->current_columns);
    const double counted = Milliseconds();
    if (!drift::Compare(*reference, *window).ok()) return 1;
    counts.push_back(counted - begin);
    compares.push_back(Milliseconds() - counted);
  }
  std::printf("{\"counts_ms\": %.3f, \"compare_ms\": %.3f, \"read_ms\": %.3f}\n", Median(counts),
              Median(compares), Median(reads) - Median(counts));
}
