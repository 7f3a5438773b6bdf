// States, rounded columns, and the profile "yachay".
#include <cmath>
#include <random>

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
  CHECK(verdict->UnknownNames() == std::vector<std::string>{"Score"});
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

TEST_CASE(
    "Rows by name: what they carry and the window lacks, and the other way round, is counted and kept") {
  const auto reference = Reference::FromColumns({Numbers("Age", {1, 2}), Categories("Genre", {"RPG", "7"})});
  Window one = Window::Like(*reference);
  Window two = Window::Like(*reference);
  one.AddNamed({{"Age", 3.0}, {"Genre", 7.0}, {"Score", 1.0}, {"prediction", std::string("Low")}});
  one.AddNamed({{"Age", std::string("old")}, {"Genre", Value()}});
  two.AddNamed({{"Score", Value()}, {"Team", std::string("red")}, {"Genre", std::string("RPG")}});
  const auto read = Window::FromJson(one.ToJson());
  REQUIRE(read.ok());
  CHECK(read->ToJson() == one.ToJson());
  REQUIRE(two.Merge(*read).ok());
  CHECK(two.rows() == 3);
  CHECK(two.unknown() == std::map<std::string, int64_t>{{"Score", 2}, {"Team", 1}});
  CHECK(two.Find("Age")->absent() == 1);
  CHECK(two.Find("Age")->misfits() == 1);
  CHECK(two.Find("Age")->missing() == 2);
  CHECK(two.Find("Genre")->Categories() == Counts<std::string>{{"7", 1}, {"RPG", 1}});
}

TEST_CASE("Of more unknown columns than are kept, the same ones are counted whatever the order of merges") {
  const auto reference = Reference::FromColumns({Numbers("Age", {1})});
  const auto window = [&](int first, int last) {
    Window shard = Window::Like(*reference);
    for (int i = first; i != last; i += first < last ? 1 : -1) shard.AddNamed({{std::to_string(i), 1.0}});
    return shard;
  };
  Window up = window(0, 150);
  Window down = window(249, 99);
  Window whole = window(249, -1);
  REQUIRE(whole.Merge(window(100, 150)).ok());
  REQUIRE(up.Merge(down).ok());
  CHECK(up.unknown().size() == Window::kMostUnknown);
  CHECK(up.unknown() == whole.unknown());
}

TEST_CASE("Categories beyond the bound are told, and the score's interval holds what they hide") {
  ColumnCounts reference("x", ColumnKind::kCategory);
  ColumnCounts few("x", ColumnKind::kCategory, /*max_distinct=*/3);
  ColumnCounts all("x", ColumnKind::kCategory);
  for (int i = 0; i < 1000; ++i) {
    reference.Add(std::to_string(i % 50));
    few.Add(std::to_string(i % 40));
    all.Add(std::to_string(i % 40));
  }
  CHECK(all.other() == 0);
  CHECK(few.other() == 925);
  for (const Test test : {Test::kJensenShannon, Test::kHellinger, Test::kHomogeneity}) {
    const Score exact = Pair(reference, all).Of(test);
    const Score lumped = Pair(reference, few).Of(test);
    INFO(Name(test) << " " << lumped.low << " " << lumped.value << " " << lumped.high);
    CHECK(exact.low == exact.high);
    CHECK(lumped.low <= exact.value);
    CHECK(exact.value <= lumped.high);
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

TEST_CASE("The profile yachay leaves undecided what rounding hides, and says so") {
  std::vector<std::string> ids;
  for (int i = 0; i < 60'000; ++i) ids.push_back(std::to_string(i));
  const auto reference = Reference::FromColumns({Categories("x", ids)});
  Window window = Window::Like(*reference);  // kStreamDistinct categories
  for (const std::string& id : ids) window.AddNamed({{"x", id}});
  const auto verdict = Compare(*reference, window, Yachay());
  REQUIRE(verdict.ok());
  const ColumnVerdict& column = verdict->columns.at(0);
  CHECK(column.state == ColumnState::kUndecided);
  CHECK_FALSE(column.drifted);
  CHECK(column.rule.ends_with("; undecided: counts are not exact"));
  CHECK(column.note == "10000 rows hold categories beyond the bound, counted as (other)");
}

TEST_CASE("Without drift as many windows alarm as the alarm rate says, and no more") {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  const auto columns = [&](int rows) {
    std::vector<Column> drawn;
    for (const char* name : {"a", "b", "c", "d"}) {
      drawn.push_back(Numbers(name, {}));
      for (int i = 0; i < rows; ++i) drawn.back().numbers.push_back(normal(random));
    }
    return drawn;
  };
  CompareOptions options = Yachay();
  options.alarm_rate = 0.1;
  options.least_effect = 0;
  int alarms = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto verdict =
        Compare(*Reference::FromColumns(columns(200)), *Window::FromColumns(columns(100)), options);
    alarms += verdict->drifted_columns > 0 ? 1 : 0;
  }
  INFO(alarms << " of 1000");
  CHECK(alarms <= 130);  // 0.1 and 3 standard deviations
  CHECK(alarms >= 40);   // the test of few rows is discrete, and careful
}

TEST_CASE("A column's impact is how far it moved times how much the model listens to it") {
  auto reference = *Reference::FromColumns(
      {Numbers("x", Round(2000, 100)), Numbers("y", Round(2000, 100)), Numbers("z", Round(2000, 100))});
  reference.set_sensitivity({{"x", 0.5}, {"y", 0}});
  std::vector<double> moved = Round(500, 100);
  for (double& value : moved) value += 30;
  const std::vector<double> gone(500, kMissing);
  for (const CompareOptions& options : {CompareOptions(), Yachay()}) {
    const auto verdict = *Compare(
        reference, *Window::FromColumns({Numbers("x", moved), Numbers("y", moved), Numbers("z", moved)}),
        options);
    const ColumnVerdict& x = *verdict.Find("x");
    CHECK(std::abs(*x.impact - 0.5 * 30 / 28.86607) < 1e-6);
    CHECK(*verdict.Find("y")->impact == 0);
    CHECK_FALSE(verdict.Find("z")->impact.has_value());
    CHECK(verdict.impact == *x.impact);
  }
  const auto lost = *Compare(reference, *Window::FromColumns({Numbers("x", gone), Numbers("y", gone)}));
  CHECK(*lost.Find("x")->impact == 0.5);
  CHECK(*lost.Find("y")->impact == 0);
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
