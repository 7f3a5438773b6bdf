#include "drift/sort_numbers.h"

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <random>

#include "testing/catch.h"

namespace yachay::drift {
namespace {

Counts<double> OneByOne(const std::vector<double>& numbers) {
  std::map<double, int64_t> counts;
  for (const double value : numbers) counts[value + 0.0] += std::isfinite(value) ? 1 : 0;
  Counts<double> kept;
  for (const auto& entry : counts) {
    if (std::isfinite(entry.first)) kept.push_back(entry);
  }
  return kept;
}

std::vector<double> Drawn(int n, const std::function<double(std::mt19937_64&)>& draw) {
  std::mt19937_64 random(static_cast<uint64_t>(n));
  std::vector<double> numbers;
  for (int i = 0; i < n; ++i) numbers.push_back(draw(random));
  return numbers;
}

TEST_CASE("Numbers are counted as one by one, however they are spread") {
  constexpr double kGreatest = std::numeric_limits<double>::max();
  constexpr double kLeast = std::numeric_limits<double>::denorm_min();
  std::normal_distribution<double> normal;
  const std::vector<std::vector<double>> all = {
      {},
      {3.5},
      {0.0, -0.0, 0.0},
      {-0.0},
      {-0.5, -0.0, 0.5},
      {NAN, INFINITY, -INFINITY},
      {1, NAN, 2, INFINITY, 1},
      {-kGreatest, kGreatest, 0.5},
      {kLeast, 0, -kLeast, 3 * kLeast},
      {1e300, 1e300 + 1e285, 1e-300},
      {9007199254740992.0, 9007199254740994.0, 9007199254740988.0},
      Drawn(5000, [](auto& random) { return static_cast<double>(random() % 160); }),
      Drawn(5000, [](auto& random) { return static_cast<double>(random() % 160) - 80; }),
      Drawn(5000, [](auto& random) { return static_cast<double>(random() % 1'000'000'007); }),
      Drawn(5000, [&](auto& random) { return normal(random); }),
      Drawn(5000, [&](auto& random) { return std::exp(40 * normal(random)); }),
      Drawn(5000, [&](auto& random) { return std::round(4 * normal(random)) / 4; }),
      Drawn(5000, [&](auto& random) { return random() % 9 == 0 ? NAN : normal(random); })};
  for (const std::vector<double>& numbers : all) {
    INFO(numbers.size() << " numbers, the first " << (numbers.empty() ? 0 : numbers.front()));
    const Counts<double> counts = CountNumbers(numbers);
    CHECK(counts == OneByOne(numbers));
    for (const auto& [value, times] : counts) CHECK_FALSE((value == 0 && std::signbit(value)));
  }
}

}  // namespace
}  // namespace yachay::drift
