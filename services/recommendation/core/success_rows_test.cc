#include "core/success_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

// "i0" to "i5" of the same difficulty, of skills of their own.
Entries Items() {
  Entries entries;
  for (int i = 0; i < 6; ++i) {
    const Content content{.id = absl::StrCat("i", i),
                          .title = "t",
                          .skills = {absl::StrCat("s", i)},
                          .language = "es",
                          .difficulty = -1.3,
                          .variants = {{"t", delivery::VariantKind::kText, 20'000, 64}}};
    entries.push_back(std::make_shared<const CatalogEntry>(
        CatalogEntry{.content = content, .revision = 1, .published = true}));
  }
  return entries;
}

// All but "i5" are fitted.
learning::Calibration Fitted() {
  learning::Calibration calibration;
  for (int i = 0; i < 5; ++i) calibration.item_answers[absl::StrCat("i", i)] = 100;
  calibration.bkt["s1"].known_at_first = 0.9;
  return calibration;
}

Request Ask(int count, const std::string& id = "r") {
  Request request;
  request.recommendation_id = id;
  request.count = count;
  request.now_ms = kNow;
  return request;
}

const Learner kTraced{.tracer = TracerKnowledge{}};

std::string IdOf(const Shortlist& list, std::size_t row) {
  for (const Scored& scored : list.scored) {
    if (scored.row == row) return scored.candidate.entry->content.id;
  }
  return "";
}

double Value(const SuccessRows& rows, std::size_t row, const std::string& name) {
  const auto& names = learning::SuccessFeatureNames();
  const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  REQUIRE(at < names.size());
  return static_cast<double>(rows.values[row * names.size() + at]);
}

TEST_CASE("a row for each pair that the calibration knows, none without what the tracer knows") {
  const Entries entries = Items();
  const Shelf shelf(entries);
  const Shortlist list = MakeShortlist(shelf, kTraced, {}, Ask(6), {});
  const SuccessRows rows = SuccessRowsOf(list, kTraced, Fitted());
  REQUIRE(rows.of.size() == 5);
  REQUIRE(rows.values.size() == 5 * learning::kSuccessFeatures);
  for (std::size_t row = 0; row < 5; ++row) {
    const std::string id = IdOf(list, rows.of[row]);
    CHECK(id != "i5");
    CHECK(Value(rows, row, "item_answers") == Approx(std::log1p(100)));
    CHECK(Value(rows, row, "skill_mastery") == Approx(id == "i1" ? 0.9 : 0.2));
    CHECK(Value(rows, row, "answers_since") == -1);
  }
  CHECK(SuccessRowsOf(list, Learner{}, Fitted()).of.empty());
  CHECK(SuccessRowsOf(list, kTraced, {}).of.empty());
}

TEST_CASE("a content is known by the items that it asks, not by those of a longer name") {
  learning::Calibration calibration;
  calibration.items = {{"c", 1}, {"c-q1", 2}, {"c-q2", 6}, {"c1-q1", 50}, {"c-q3-unfitted", 70}};
  calibration.item_answers = {{"c-q1", 10}, {"c-q2", 30}, {"c1-q1", 500}};
  calibration.skills = {{"s", 0.25}};
  Content content{.id = "c", .title = "t", .skills = {"s"}, .language = "es"};
  CHECK(ContentKnowledge(content, {}).answers == 0);
  CHECK(ContentKnowledge(content, calibration).answers == 20);
  calibration.items.erase("c");
  CHECK(ContentKnowledge(content, calibration).difficulty == 4);
  CHECK(ContentKnowledge(content, calibration).skill_difficulty == 0.25);
  calibration.items["c"] = 1;
  calibration.item_answers["c"] = 50;
  CHECK(ContentKnowledge(content, calibration).difficulty == 3);
  CHECK(ContentKnowledge(content, calibration).answers == 30);
  content.id = "c1-q1";
  CHECK(ContentKnowledge(content, calibration).difficulty == 50);
}

TEST_CASE("the model's chances order by the band; an item that it does not know keeps the tracer's") {
  const Entries entries = Items();
  const Shelf shelf(entries);
  Policy policy;
  policy.exploration = 0;
  Shortlist list = MakeShortlist(shelf, kTraced, {}, Ask(6), policy);
  const std::vector<PairFeatures> before = list.features;
  const double tracers = list.scored[0].signals.success;
  const SuccessRows rows = SuccessRowsOf(list, kTraced, Fitted());
  std::vector<float> chances;
  for (const std::size_t row : rows.of) chances.push_back(IdOf(list, row) == "i3" ? 0.8F : 0.1F);
  REQUIRE(ApplySuccess(chances, rows, policy, list));
  CHECK(std::memcmp(list.features.data(), before.data(), before.size() * sizeof(PairFeatures)) == 0);
  const Answer answer = Finish(std::move(list), kTraced, Ask(6), policy);
  REQUIRE(answer.items.size() == 6);
  for (const RecommendedItem& item : answer.items) {
    const std::string& id = item.entry->content.id;
    CHECK(item.success == Approx(id == "i5" ? tracers : id == "i3" ? 0.8 : 0.1));
    const bool right = std::count(item.reasons.begin(), item.reasons.end(), ReasonCode::kRightChallenge) > 0;
    CHECK(right == (item.success > 0.5));
  }
  CHECK(answer.items[0].success > 0.5);
  CHECK(answer.items[1].success > 0.5);
  CHECK(answer.items[2].success == Approx(0.1));
}

TEST_CASE("what the model gives less than 40 % is never explored") {
  const Entries entries = Items();
  const Shelf shelf(entries);
  Policy policy;
  policy.exploration = 1;
  for (int i = 0; i < 200; ++i) {
    const Request request = Ask(1, absl::StrCat("r", i));
    Shortlist list = MakeShortlist(shelf, kTraced, {}, request, policy);
    const SuccessRows rows = SuccessRowsOf(list, kTraced, Fitted());
    std::vector<float> chances;
    for (const std::size_t row : rows.of) chances.push_back(IdOf(list, row) < "i3" ? 0.39F : 0.41F);
    REQUIRE(ApplySuccess(chances, rows, policy, list));
    const Answer answer = Finish(std::move(list), kTraced, request, policy);
    CHECK(answer.items[0].entry->content.id >= "i3");
  }
}

TEST_CASE("what is no chance a row changes nothing") {
  const Entries entries = Items();
  const Shelf shelf(entries);
  Shortlist list = MakeShortlist(shelf, kTraced, {}, Ask(6), {});
  const SuccessRows rows = SuccessRowsOf(list, kTraced, Fitted());
  for (const std::vector<float>& bad :
       {std::vector<float>{}, {0.5F}, {0.5F, 0.5F, 0.5F, 0.5F, 1.5F}, {0.5F, 0.5F, NAN, 0.5F, 0.5F}}) {
    CHECK_FALSE(ApplySuccess(bad, rows, {}, list));
    CHECK(list.scored[0].signals.success == list.scored[1].signals.success);
  }
}

}  // namespace
}  // namespace yachay::recommendation
