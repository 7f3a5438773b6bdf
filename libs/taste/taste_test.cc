#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "taste/als.h"
#include "testing/catch.h"

namespace yachay::taste {
namespace {

// Two crowds: one completes a0…a4, the other b0…b4; each learner leaves one item of theirs out.
std::vector<Interaction> TwoCrowds() {
  std::vector<Interaction> met;
  for (const char* crowd : {"a", "b"}) {
    for (int learner = 0; learner < 20; ++learner) {
      for (int item = 0; item < 5; ++item) {
        if (item != learner % 5)
          met.push_back({absl::StrCat(crowd, "-", learner), absl::StrCat(crowd, item)});
      }
    }
  }
  return met;
}

Taste Fit(int rank = 4) { return *FitAls(TwoCrowds(), {.rank = rank, .regularization = 4, .confidence = 8}); }

TEST_CASE("who completed items of one crowd likes its others, and not the other crowd's") {
  const Taste taste = Fit();
  const auto learner = taste.FoldIn({*taste.Find("a0"), *taste.Find("a1")});
  REQUIRE(learner.size() == 4);
  for (const char* other : {"b0", "b1", "b2", "b3", "b4"}) {
    CHECK(taste.Liking(learner, *taste.Find("a4")) > taste.Liking(learner, *taste.Find(other)) + 0.3F);
  }
  CHECK(taste.items()[*taste.Find("a0")].evidence == 16);
}

TEST_CASE("folding in solves the normal equations") {
  const Taste taste = *Taste::Create({{"x", 1, {2}}, {"y", 1, {1}}}, 0.5, 3);
  // (4 + 1 + 0.5 + 3 · 4) x = (1 + 3) · 2
  const auto learner = taste.FoldIn({*taste.Find("x")});
  CHECK(learner.at(0) == Approx(8 / 17.5));
  CHECK(taste.Liking(learner, *taste.Find("y")) == Approx(8 / 17.5));
  CHECK(taste.FoldIn({}).empty());
}

TEST_CASE("the same interactions in another order give the same factors, and JSON keeps their bits") {
  auto met = TwoCrowds();
  const Taste one = *FitAls(met, {.rank = 3});
  std::reverse(met.begin(), met.end());
  const Taste two = *FitAls(met, {.rank = 3});
  CHECK(one.ToJson() == two.ToJson());
  CHECK(Taste::Parse(one.ToJson())->ToJson() == one.ToJson());
  CHECK_FALSE(one.Find("z").has_value());
}

TEST_CASE("what is no taste is refused with the place") {
  const auto says = [](const absl::Status& status, const char* what) {
    INFO(status.message());
    return absl::IsInvalidArgument(status) && absl::StrContains(status.message(), what);
  };
  CHECK(says(Taste::Parse("{").status(), "taste:"));
  CHECK(says(Taste::Parse(R"({"format": "other"})").status(), "format"));
  CHECK(says(Taste::Create({}, 1, 1).status(), "items"));
  CHECK(says(Taste::Create({{"a", 1, {1}}, {"b", 1, {1, 2}}}, 1, 1).status(), "items[1] (b)"));
  CHECK(says(Taste::Create({{"a", 1, {NAN}}}, 1, 1).status(), "items[0] (a)"));
  CHECK(says(Taste::Create({{"a", 1, {1}}, {"a", 1, {1}}}, 1, 1).status(), "twice"));
  CHECK(says(Taste::Create({{"a", 1, {1}}}, 0, 1).status(), "regularization"));
  CHECK(says(FitAls({}).status(), "no interactions"));
  CHECK(says(FitAls({{"l", "i", 0}}).status(), "weight"));
  CHECK(says(FitAls({{"l", "i", 1}}, {.rank = 0}).status(), "rank"));
}

}  // namespace
}  // namespace yachay::taste
