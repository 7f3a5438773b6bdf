#include "drift/groups.h"

#include "testing/catch.h"

namespace yachay::drift {
namespace {

// `right` of `rows` rows are predicted rightly.
void Add(const std::string& group, int rows, int right, GroupFigures& figures) {
  for (int i = 0; i < rows; ++i) figures.Add({"Gender", group}, {0.75F, 0.25F}, i < right ? 0 : 1);
}

TEST_CASE("The gap of two groups' error rates has Newcombe's interval") {
  GroupFigures figures;
  Add("Female", 70, 56, figures);
  Add("Male", 80, 48, figures);
  const auto gaps = GapsOf(figures.Qualities());
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].column == "Gender");
  CHECK(gaps[0].worst == "Male");
  CHECK(gaps[0].best == "Female");
  // The published example of 56/70 less 48/80: 0.2000 (0.0524 … 0.3339).
  CHECK(gaps[0].gap.value == Approx(0.2));
  CHECK(gaps[0].gap.low == Approx(0.0524).margin(5e-5));
  CHECK(gaps[0].gap.high == Approx(0.3339).margin(5e-5));
}

TEST_CASE("Groups with few labels, and columns with one group, have no gap") {
  GroupFigures figures;
  Add("Female", kLeastGapRows, 20, figures);
  CHECK(GapsOf(figures.Qualities()).empty());
  Add("Male", kLeastGapRows - 1, 0, figures);
  CHECK(GapsOf(figures.Qualities()).empty());
  Add("Male", 1, 0, figures);
  CHECK(GapsOf(figures.Qualities()).size() == 1);
}

TEST_CASE("Merged shards have the groups of the whole, as long as they are few") {
  GroupFigures whole;
  GroupFigures shards[2];
  for (int i = 0; i < 40; ++i) {
    const GroupFigures::Key key("Location", std::to_string(i % 7));
    whole.Add(key, {0.5F, 0.5F}, static_cast<size_t>(i % 2));
    shards[i % 3 == 0].Add(key, {0.5F, 0.5F}, static_cast<size_t>(i % 2));
  }
  shards[0].Merge(shards[1]);
  REQUIRE(shards[0].all().size() == 7);
  for (const auto& [key, figures] : whole.all()) CHECK(shards[0].all().at(key).ToJson() == figures.ToJson());
  for (int i = 0; i < 100; ++i) whole.Add({"Location", std::to_string(i)}, {0.5F, 0.5F});
  CHECK(whole.all().size() == GroupFigures::kMost);
  whole.Add({"Location", "3"}, {0.5F, 0.25F, 0.25F}, 2);
  CHECK(whole.all().at({"Location", "3"}).classes() == 2);
}

}  // namespace
}  // namespace yachay::drift
