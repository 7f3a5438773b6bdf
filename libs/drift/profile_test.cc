// States, rounded columns, and the profile "yachay".
#include <cmath>

#include "drift/columns_for_tests.h"
#include "drift/pair.h"
#include "drift/retrain.h"

namespace yachay::drift {
namespace {

// --- states: what is wrong with data is said, and is never silence
// ------------------------------------------------------------------------------------------------------------

TEST_CASE("A column that is absent, changed its type or is new is a changed schema") {
  const auto reference = Reference::FromColumns({Numbers("Age", {1, 2}), Numbers("Level", {1, 2})});
  const auto window = Window::FromColumns({Categories("Level", {"one"}), Numbers("Score", {1})});
  const auto verdict = Compare(*reference, *window);
  REQUIRE(verdict.ok());
  CHECK(verdict->state == VerdictState::kSchemaChanged);
  CHECK(verdict->Find("Age")->state == ColumnState::kAbsent);
  CHECK(verdict->Find("Level")->state == ColumnState::kTypeChanged);
  CHECK(verdict->Find("Level")->note == "was a number, is a category");
  CHECK(verdict->drifted_columns == 2);
  CHECK(verdict->unknown_columns == std::vector<std::string>{"Score"});
}

TEST_CASE("A window without rows is empty, which is not the same as no drift") {
  const auto reference = Reference::FromColumns({Numbers("Age", {1})});
  const auto verdict = Compare(*reference, Window::Like(*reference));
  REQUIRE(verdict.ok());
  CHECK(verdict->state == VerdictState::kEmptyWindow);
  CHECK(verdict->columns.empty());
  CHECK(Decide(*verdict).why == "the window is empty: nothing was compared");
}

TEST_CASE("A rounded column is drifted only when every exact column behind it would be") {
  // 1,000 numbers in the reference, kept as few: a shift far below the rounding cannot be told from none.
  const auto counts = [](double shift) {
    ColumnCounts column("x", ColumnKind::kNumber, /*max_distinct=*/1000);
    for (int i = 1; i <= 3000; ++i) column.Add(i / 7.0 + shift);
    return column;
  };
  const auto compare = [&](double shift, double threshold) {
    const ColumnCounts before = counts(0);
    const ColumnCounts after = counts(shift);
    const Pair pair(before, after);
    const Score score = pair.Of(Test::kWasserstein);
    CHECK(score.low <= score.value);
    CHECK(score.value <= score.high);
    return std::pair(score.low >= threshold, score.high >= threshold);
  };
  CHECK(compare(0, 0.2) == std::pair(false, false));
  CHECK(compare(200, 0.1) == std::pair(true, true));
  CHECK(compare(13, 0.1) == std::pair(false, true));  // in between: undecided
}

TEST_CASE("The interval of a rounded score holds the score of the exact values") {
  for (const double shift : {0.0, 3.0, 40.0, 111.0}) {
    for (const Test test : {Test::kWasserstein, Test::kKolmogorovSmirnov}) {
      const auto score = [&](int64_t bound) {
        ColumnCounts r("x", ColumnKind::kNumber, bound);
        ColumnCounts c("x", ColumnKind::kNumber, bound);
        for (int i = 1; i <= 2000; ++i) r.Add(std::sqrt(i) * 13);
        for (int i = 1; i <= 700; ++i) c.Add(std::sqrt(i * 3) * 13 + shift);
        return Pair(r, c).Of(test);
      };
      const Score exact = score(ColumnCounts::kMaxDistinct);
      const Score rounded = score(150);
      INFO(Name(test) << " shift " << shift << ": " << rounded.low << " " << rounded.value << " "
                      << rounded.high << " exact " << exact.value);
      CHECK(exact.low == exact.high);
      CHECK(rounded.low <= exact.value);
      CHECK(exact.value <= rounded.high);
      CHECK(rounded.low < rounded.high);
    }
  }
}

// --- the profile "yachay"
// ------------------------------------------------------------------------------------------------------------

CompareOptions Yachay() { return {.profile = Profile::kYachay, .tests = {}}; }

TEST_CASE("Unlikely and large together are drift; each alone is not") {
  const auto one = [](int reference_rows, int rows, double shift) {
    std::vector<double> moved;
    for (int i = 0; i < rows; ++i) moved.push_back(i * 37 % 100 + shift);
    return One(Numbers("x", Round(reference_rows, 100)), Numbers("x", moved), Yachay());
  };
  CHECK(one(2000, 1000, 10).drifted);
  CHECK_FALSE(one(2000, 1000, 0).drifted);
  const ColumnVerdict few = one(2000, 10, 10);  // large, and by chance
  CHECK_FALSE(few.drifted);
  CHECK(few.effect > 0.05);
  const ColumnVerdict small = one(200'000, 200'000, 1);  // surely there, and small
  CHECK_FALSE(small.drifted);
  CHECK(small.adjusted_p < 1e-6);
  CHECK(small.rule.find("wasserstein_normed 0.03") != std::string::npos);
}

TEST_CASE("A constant that stays has p = 1, one that moves has drifted, and a new category is no infinity") {
  const Column constant = Numbers("x", std::vector<double>(500, 3));
  CHECK(One(constant, constant, Yachay()).score == 1);
  CHECK(One(constant, Numbers("x", std::vector<double>(500, 4)), Yachay()).drifted);
  std::vector<std::string> known;
  for (int i = 0; i < 500; ++i) known.push_back(i % 2 == 0 ? "a" : "b");
  std::vector<std::string> one_new = known;
  one_new[0] = "new";
  CHECK_FALSE(One(Categories("x", known), Categories("x", one_new), Yachay()).drifted);
  CHECK(One(Categories("x", known), Categories("x", one_new)).drifted);  // Evidently's chi²
}

TEST_CASE("A test that is chosen by hand keeps its own threshold") {
  CompareOptions options = Yachay();
  options.tests["x"] = Test::kHellinger;
  const ColumnVerdict column = One(Categories("x", {"a", "b"}), Categories("x", {"a", "a"}), options);
  CHECK(column.test == Test::kHellinger);
  CHECK(column.drifted);
  CHECK(column.rule == "hellinger 0.5412 >= 0.1");
}

}  // namespace
}  // namespace yachay::drift
