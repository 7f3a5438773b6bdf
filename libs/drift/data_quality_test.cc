#include "drift/data_quality.h"

#include "drift/columns_for_tests.h"

namespace yachay::drift {
namespace {

ColumnQuality Of(const Column& reference, const Column& current) {
  return ColumnQualities(*Reference::FromColumns({reference}), *Window::FromColumns({current})).at(0);
}

TEST_CASE("Missing values count when there are more than the reference has") {
  const auto some = Of(Numbers("x", {1, 2, 3, 4}), Numbers("x", {1, kMissing, 2, 3}));
  CHECK(some.missing == 1);
  CHECK(some.missing_share == 0.25);
  CHECK(some.remarkable);
  CHECK_FALSE(Of(Numbers("x", {1, kMissing, 2, 3}), Numbers("x", {1, kMissing, 2, 3})).remarkable);
}

TEST_CASE("Values outside of the reference's range, and categories that it lacks") {
  CHECK(Of(Numbers("x", {1, 5}), Numbers("x", {0, 3, 6, 7})).out_of_range == 3);
  const auto added = Of(Categories("x", {"a"}), Categories("x", {"a", "b", "c", "c"}));
  CHECK(added.out_of_range == 3);
  CHECK(added.new_categories == std::vector<std::string>{"c", "b"});
}

TEST_CASE("Constant and almost constant are remarkable where the reference is neither") {
  CHECK(Of(Numbers("x", {1, 2}), Numbers("x", {1, 1})).constant);
  CHECK(Of(Numbers("x", {1, 2}), Numbers("x", {1, 1})).remarkable);
  CHECK_FALSE(Of(Numbers("x", {1, 1}), Numbers("x", {1, 1})).remarkable);
  std::vector<std::string> values(1000, "a");
  values[0] = "b";
  const auto almost = Of(Categories("x", {"a", "b"}), Categories("x", values));
  CHECK(almost.almost_constant);
  CHECK_FALSE(almost.constant);
}

TEST_CASE("A column that is gone or of another kind is named so") {
  CHECK(Of(Numbers("x", {1}), Numbers("y", {1})).absent);
  CHECK(Of(Numbers("x", {1}), Categories("x", {"1"})).type_changed);
}

TEST_CASE("Rows are duplicates when all their columns are equal") {
  CHECK(DuplicateRows(
            {Numbers("x", {1, 1, 1, kMissing, kMissing}), Categories("y", {"a", "a", "b", "", ""})}) == 2);
  CHECK(DuplicateRows({}) == 0);
}

TEST_CASE("Correlations that changed are told, the largest change first") {
  const std::vector<double> up = {1, 2, 3, 4};
  const std::vector<double> down = {4, 3, 2, 1};
  const std::vector<double> bent = {2, 1, 4, 3};
  const auto changes = CorrelationChanges({Numbers("a", up), Numbers("b", up), Numbers("c", up)},
                                          {Numbers("a", up), Numbers("b", down), Numbers("c", bent)});
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].first == "a");
  CHECK(changes[0].second == "b");
  CHECK(changes[0].reference == Approx(1));
  CHECK(changes[0].current == Approx(-1));
  CHECK(changes[2].current == Approx(0.6));
  CHECK(
      CorrelationChanges({Numbers("a", up), Numbers("b", {1, 1, 1, 1})}, {Numbers("a", up), Numbers("b", up)})
          .empty());
}

TEST_CASE(
    "A constant column has no correlation, nor has one whose mean is rounded; missing rows are left out") {
  const std::vector<double> constant(101, 0.1);
  const std::vector<double> rising = Round(101, 101);
  std::vector<double> falling;
  for (const double value : rising) falling.push_back(-3 * value);
  CHECK(CorrelationChanges({Numbers("x", constant), Numbers("y", constant)},
                           {Numbers("x", rising), Numbers("y", falling)})
            .empty());
  std::vector<double> gaps = falling;
  gaps[7] = kMissing;
  for (const auto& now : {falling, gaps}) {
    const auto changes = CorrelationChanges({Numbers("x", rising), Numbers("y", rising)},
                                            {Numbers("x", rising), Numbers("y", now)});
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].reference == Approx(1).epsilon(1e-12));
    CHECK(changes[0].current == Approx(-1).epsilon(1e-12));
  }
}

}  // namespace
}  // namespace yachay::drift
