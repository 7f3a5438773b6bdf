#include "core/recommender.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

const std::vector<delivery::Variant> kVariants = {{"text", delivery::VariantKind::kText, 20'000, 64},
                                                  {"low", delivery::VariantKind::kLow, 400'000, 256},
                                                  {"high", delivery::VariantKind::kHigh, 20'000'000, 3072}};

EntryPtr Item(const std::string& id, const std::string& skill, double difficulty,
              std::vector<std::string> prerequisites = {}) {
  Content content{.id = id,
                  .title = id,
                  .skills = {skill},
                  .prerequisites = std::move(prerequisites),
                  .language = "es",
                  .grade_min = 3,
                  .grade_max = 6,
                  .difficulty = difficulty,
                  .expected_seconds = 120,
                  .variants = kVariants};
  return std::make_shared<const CatalogEntry>(
      CatalogEntry{.content = content, .revision = 1, .published = true});
}

// 3 skills × 13 difficulties from -3 to 3; "division" is locked behind "multiplication".
Entries Shelf() {
  Entries entries;
  for (const char* skill : {"addition", "division", "fractions"}) {
    for (int step = 0; step <= 12; ++step) {
      std::vector<std::string> prerequisites;
      if (std::string(skill) == "division") prerequisites = {"multiplication"};
      entries.push_back(Item(absl::StrCat(skill, "-", 10 + step), skill, -3 + step * 0.5, prerequisites));
    }
  }
  return entries;
}

Request Ask(const std::string& id = "r", int count = 5) {
  Request request;
  request.recommendation_id = id;
  request.count = count;
  request.now_ms = kNow;
  return request;
}

Policy NoExploration() {
  Policy policy;
  policy.exploration = 0;
  return policy;
}

double MeanDifficulty(const Answer& answer) {
  double sum = 0;
  for (const RecommendedItem& item : answer.items) sum += item.entry->content.difficulty;
  return sum / static_cast<double>(answer.items.size());
}

std::vector<std::string> Ids(const Answer& answer) {
  std::vector<std::string> ids;
  for (const RecommendedItem& item : answer.items) ids.push_back(item.entry->content.id);
  return ids;
}

const Content& First(const Answer& answer) { return answer.items.at(0).entry->content; }

bool Gives(const RecommendedItem& item, ReasonCode reason) {
  return std::find(item.reasons.begin(), item.reasons.end(), reason) != item.reasons.end();
}

TEST_CASE("a struggling learner gets easier items than a thriving one, both within reach") {
  const Entries entries = Shelf();
  Learner thriving;
  thriving.ability = 2;
  Learner struggling;
  struggling.ability = -1;
  const Answer up = Recommend(entries, thriving, {}, Ask(), NoExploration());
  const Answer down = Recommend(entries, struggling, {}, Ask(), NoExploration());
  CHECK(MeanDifficulty(down) < MeanDifficulty(up) - 1);
  CHECK(up.items[0].success >= 0.7);
  CHECK(up.items[0].success <= 0.85);
  CHECK(down.items[0].success >= 0.7);
  CHECK(down.items[0].success <= 0.85);
  CHECK(Gives(down.items[0], ReasonCode::kRightChallenge));
}

TEST_CASE("a locked prerequisite never appears, also under exploration; unlocked it may") {
  const Entries entries = Shelf();
  Policy policy;
  policy.exploration = 1;
  policy.explored = 50;
  std::set<std::string> met;
  for (int round = 0; round < 200; ++round) {
    const Answer answer = Recommend(entries, {}, {}, Ask(absl::StrCat(round), 26), policy);
    CHECK(answer.items.size() == 26);
    for (const std::string& id : Ids(answer)) CHECK_FALSE(absl::StartsWith(id, "division"));
  }
  Learner unlocked;
  unlocked.mastery["multiplication"] = 0.7;
  for (const std::string& id : Ids(Recommend(entries, unlocked, {}, Ask("r", 39), policy))) met.insert(id);
  CHECK(met.size() == 39);
}

TEST_CASE("no item twice; the same id and state give the same answer, another id another one") {
  const Entries entries = Shelf();
  Policy policy;
  policy.exploration = 0.5;
  std::set<std::vector<std::string>> answers;
  for (int round = 0; round < 50; ++round) {
    const std::vector<std::string> ids =
        Ids(Recommend(entries, {}, {}, Ask(absl::StrCat(round), 10), policy));
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 10);
    CHECK(ids == Ids(Recommend(entries, {}, {}, Ask(absl::StrCat(round), 10), policy)));
    answers.insert(ids);
  }
  CHECK(answers.size() > 10);
}

TEST_CASE("each place is filled as often as its propensity says") {
  const Entries entries = Shelf();
  Policy policy;
  policy.exploration = 0.4;
  policy.explored = 4;
  constexpr int kRounds = 4000;
  std::map<std::string, int> first;
  std::map<std::string, double> propensity;
  for (int round = 0; round < kRounds; ++round) {
    const RecommendedItem item =
        Recommend(entries, {}, {}, Ask(absl::StrCat("id-", round), 1), policy).items.at(0);
    ++first[item.entry->content.id];
    propensity[item.entry->content.id] = item.propensity;
  }
  CHECK(first.size() == 4);
  double sum = 0;
  for (const auto& [id, times] : first) {
    INFO(id);
    sum += propensity[id];
    // Four standard deviations of a binomial share of 4000 draws are below 0.032.
    CHECK(static_cast<double>(times) / kRounds == Approx(propensity[id]).margin(0.032));
  }
  CHECK(sum == Approx(1));
  CHECK(*std::max_element(propensity.begin(), propensity.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; }) ==
        std::pair<const std::string, double>(
            *propensity.find(Ids(Recommend(entries, {}, {}, Ask(), NoExploration()))[0])));
}

TEST_CASE("a phone on 2g gets the text, a small phone what it can run, a tablet on wifi the video") {
  const Entries entries = Shelf();
  Learner phone;
  phone.connection = {1500, 60};
  phone.device = {1024};
  for (const RecommendedItem& item : Recommend(entries, phone, {}, Ask(), {}).items) {
    CHECK(kVariants[item.variant].id == "text");
    CHECK(Gives(item, ReasonCode::kLightForConnection));
  }
  Learner small;
  small.connection = {30, 50'000};
  small.device = {512};
  const Answer low = Recommend(entries, small, {}, Ask(), {});
  CHECK(kVariants[low.items.at(0).variant].id == "low");
  CHECK(Gives(low.items[0], ReasonCode::kFitsDevice));
  small.device = {4096};
  CHECK(kVariants[Recommend(entries, small, {}, Ask(), {}).items.at(0).variant].id == "high");
}

TEST_CASE("a cause that nobody measured is not given as a reason") {
  const Entries entries = Shelf();
  const Answer answer = Recommend(entries, {}, {}, Ask(), {});
  CHECK(kVariants[answer.items.at(0).variant].id == "low");  // planned as 3g
  CHECK_FALSE(Gives(answer.items[0], ReasonCode::kLightForConnection));
  CHECK_FALSE(Gives(answer.items[0], ReasonCode::kFitsDevice));
}

TEST_CASE("a stranger is told no reason that says what they did; who is new is") {
  const Entries entries = Shelf();
  Learner stranger;
  stranger.stranger = true;
  const Answer told = Recommend(entries, stranger, {}, Ask(), NoExploration());
  const Answer fresh = Recommend(entries, {}, {}, Ask(), NoExploration());
  REQUIRE(told.items.size() == fresh.items.size());
  for (std::size_t i = 0; i < told.items.size(); ++i) {
    CHECK(told.items[i].entry == fresh.items[i].entry);
    for (const ReasonCode code : {ReasonCode::kNewSkill, ReasonCode::kNewForYou, ReasonCode::kRightChallenge,
                                  ReasonCode::kPractiseSkill})
      CHECK_FALSE(Gives(told.items[i], code));
    CHECK(Gives(fresh.items[i], ReasonCode::kNewForYou));
  }
  CHECK(Gives(told.items[0], ReasonCode::kGoodStart));
}

TEST_CASE("who asks is connected, unless the game says that it is not") {
  const Entries entries = Shelf();
  Learner learner;
  learner.connection = {200, 0};
  CHECK(Recommend(entries, learner, {}, Ask(), {}).items.size() == 5);
  Request offline = Ask();
  offline.downlink_kbps = 0;
  const Answer answer = Recommend(entries, learner, {}, offline, {});
  CHECK(answer.items.empty());
  CHECK(absl::StrContains(answer.shortfall, "26 by device memory, connection or download time"));
}

TEST_CASE("what the game says goes before what is known") {
  const Entries entries = Shelf();
  Learner learner;
  learner.grade = 9;
  learner.language = "en";
  CHECK(Recommend(entries, learner, {}, Ask(), {}).items.empty());
  Request request = Ask();
  request.language = "es-PE";
  request.grade = 4;
  request.skills = {"fractions"};
  const Answer answer = Recommend(entries, learner, {}, request, {});
  REQUIRE(answer.items.size() == 5);
  for (const RecommendedItem& item : answer.items) CHECK(item.entry->content.skills[0] == "fractions");
  CHECK(answer.language == "es-PE");
}

TEST_CASE("fewer than asked comes with the reason why") {
  const Answer answer = Recommend(Shelf(), {}, {}, Ask("r", 50), {});
  CHECK(answer.items.size() == 26);
  CHECK(answer.candidates == 26);
  CHECK(answer.shortfall == "26 of 39 published items fit; left out: 13 by prerequisites not mastered yet");
  CHECK(absl::StrContains(Recommend({}, {}, {}, Ask(), {}).shortfall, "no published items"));
  CHECK(Recommend(Shelf(), {}, {}, Ask(), {}).shortfall.empty());
}

TEST_CASE("content seen an hour ago gives way to content never seen") {
  const Entries entries = {Item("a", "fractions", -1.2), Item("b", "fractions", -1.2)};
  Learner learner;
  learner.seen_at_ms["a"] = static_cast<double>(kNow - 3'600'000);
  CHECK(First(Recommend(entries, learner, {}, Ask("r", 1), NoExploration())).id == "b");
  learner.seen_at_ms["a"] = static_cast<double>(kNow - 60LL * 86'400'000);
  learner.seen_at_ms["b"] = static_cast<double>(kNow - 3'600'000);
  CHECK(First(Recommend(entries, learner, {}, Ask("r", 1), NoExploration())).id == "a");
}

TEST_CASE("of two skills within reach, the one with more left to learn") {
  const Entries entries = {Item("a", "addition", -1.2), Item("f", "fractions", -1.2)};
  Learner learner;
  learner.mastery = {{"addition", 0.97}, {"fractions", 0.4}};
  const Answer answer = Recommend(entries, learner, {}, Ask("r", 1), NoExploration());
  CHECK(First(answer).id == "f");
  CHECK(Gives(answer.items[0], ReasonCode::kPractiseSkill));
}

TEST_CASE("an answer mixes skills when they are about as good") {
  const Entries entries = Shelf();
  std::map<std::string, int> skills;
  for (const RecommendedItem& item : Recommend(entries, {}, {}, Ask("r", 6), NoExploration()).items) {
    ++skills[item.entry->content.skills[0]];
  }
  CHECK(skills["addition"] >= 2);
  CHECK(skills["fractions"] >= 2);
}

TEST_CASE("a forecast of low engagement asks for easier and shorter items") {
  const Forecast low{.label = "Low", .low_chance = 1, .model_version = 1};
  const Entries entries = Shelf();
  const Answer easier = Recommend(entries, {}, low, Ask("r", 2), NoExploration());
  const Answer usual = Recommend(entries, {}, {}, Ask("r", 2), NoExploration());
  CHECK(easier.items[0].success >= 0.78);
  CHECK(MeanDifficulty(easier) <= MeanDifficulty(usual));
  CHECK(Gives(easier.items[0], ReasonCode::kShort));
  CHECK_FALSE(Gives(usual.items[0], ReasonCode::kShort));
}

TEST_CASE("a stated preference counts") {
  const Entries entries = {Item("a", "addition", -1.2), Item("f", "fractions", -1.2)};
  Learner learner;
  learner.preferences["skill"] = "fractions";
  const Answer answer = Recommend(entries, learner, {}, Ask("r", 1), NoExploration());
  CHECK(First(answer).id == "f");
  CHECK(Gives(answer.items[0], ReasonCode::kPreferred));
}

TEST_CASE("challenge rises to the band, and falls beyond it but not to nothing") {
  CHECK(Challenge(0, 0.7, 0.85) == 0);
  CHECK(Challenge(0.35, 0.7, 0.85) == Approx(0.5));
  CHECK(Challenge(0.7, 0.7, 0.85) == 1);
  CHECK(Challenge(0.85, 0.7, 0.85) == 1);
  CHECK(Challenge(1, 0.7, 0.85) == Approx(0.3));
}

TEST_CASE("every reason has a code of its own") {
  std::set<std::string_view> codes;
  for (int i = 0; i <= static_cast<int>(ReasonCode::kBestLeft); ++i)
    codes.insert(Code(static_cast<ReasonCode>(i)));
  CHECK(codes.size() == 10);
  CHECK(Code(ReasonCode::kLightForConnection) == "LIGHT_FOR_CONNECTION");
  CHECK(Code(ReasonCode::kBestLeft) == "BEST_LEFT");
}

}  // namespace
}  // namespace yachay::recommendation
