// Columns in few words, for this library's tests.
#ifndef DRIFT_COLUMNS_FOR_TESTS_H_
#define DRIFT_COLUMNS_FOR_TESTS_H_

#include <limits>

#include "drift/verdict.h"
#include "testing/catch.h"

namespace yachay::drift {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

inline Column Numbers(std::string name, std::vector<double> values) {
  return {
      .name = std::move(name), .kind = ColumnKind::kNumber, .numbers = std::move(values), .categories = {}};
}

inline Column Categories(std::string name, std::vector<std::string> values) {
  return {
      .name = std::move(name), .kind = ColumnKind::kCategory, .numbers = {}, .categories = std::move(values)};
}

// n whole numbers that go round 0 … modulus − 1.
inline std::vector<double> Round(int n, int modulus) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(i % modulus);
  return values;
}

inline ColumnVerdict One(const Column& reference, const Column& current, const CompareOptions& options = {}) {
  const auto verdict =
      Compare(*Reference::FromColumns({reference}), *Window::FromColumns({current}), options);
  REQUIRE(verdict.ok());
  return verdict->columns.at(0);
}

}  // namespace yachay::drift

#endif  // DRIFT_COLUMNS_FOR_TESTS_H_
