#include "core/ranker_reasons.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/texts.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

using Reasons = std::vector<ReasonCode>;

const Reasons kRules = {ReasonCode::kRightChallenge, ReasonCode::kNewSkill, ReasonCode::kLightForConnection};

std::size_t Place(std::string_view feature) {
  const auto& names = PairFeatureNames();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), feature) - names.begin());
}

PairFeatures With(std::string_view feature, float value) {
  PairFeatures features = {};
  features.at(Place(feature)) = value;
  return features;
}

// What one contribution adds to no rules at all.
Reasons Alone(std::string_view feature, float value, double amount = 1) {
  return CombineReasons({}, {{.feature = std::string(feature), .amount = amount}}, With(feature, value));
}

TEST_CASE("every pair feature tells something, every telling is of a feature, and has its sentences") {
  const Texts texts = *Texts::Load(BuiltInTexts());
  std::set<std::string_view> told;
  for (const Telling& telling : Tellings()) {
    INFO(telling.feature);
    CHECK(Place(telling.feature) < kPairFeatures);
    told.insert(telling.feature);
    CHECK(telling.code.has_value() == (telling.feature != "heuristic"));
    if (!telling.code) continue;
    const std::string code(Code(*telling.code));
    for (const char* language : {"es", "qu", "en"}) {
      std::set<std::string> sentences;
      for (const Audience audience : {Audience::kLearner, Audience::kTeacher, Audience::kParent})
        sentences.insert(texts.Say(code, language, audience));
      CHECK(sentences.size() >= 2);
      CHECK(sentences.count("") == 0);
    }
    CHECK(texts.Say(code, "es", Audience::kLearner) != texts.Say(code, "en", Audience::kLearner));
    CHECK(texts.Say(code, "qu", Audience::kLearner) != texts.Say(code, "es", Audience::kLearner));
  }
  for (const char* name : PairFeatureNames()) CHECK(told.count(name) == 1);
}

TEST_CASE("a feature is told where its sentence is true of the value") {
  struct Case {
    const char* feature;
    float value;
    ReasonCode code;
  };
  const Case cases[] = {{"success", 0.8F, ReasonCode::kLikelySuccess},
                        {"success", 0.3F, ReasonCode::kStretch},
                        {"gap", 0.4F, ReasonCode::kPractiseSkill},
                        {"gap", 0, ReasonCode::kBestLeft},
                        {"novelty", 1, ReasonCode::kNewForYou},
                        {"novelty", 0.1F, ReasonCode::kFamiliar},
                        {"novelty", 0.7F, ReasonCode::kBestLeft},
                        {"preference", 0.5F, ReasonCode::kPreferred},
                        {"brevity", 0.9F, ReasonCode::kShort},
                        {"brevity", 0.2F, ReasonCode::kBestLeft},
                        {"review", 0.3F, ReasonCode::kReviewDue},
                        {"taste", 0.6F, ReasonCode::kLikedByOthers},
                        {"difficulty", -1, ReasonCode::kDifficultyFits},
                        {"learner_ability", 0.2F, ReasonCode::kYourProgress},
                        {"learner_answers", 9, ReasonCode::kYourProgress},
                        {"learner_win_share", 0.5F, ReasonCode::kYourProgress},
                        {"low_chance", 0.7F, ReasonCode::kForEngagement},
                        {"days_since_seen", 9, ReasonCode::kNotSeenLately},
                        {"days_since_seen", 0.2F, ReasonCode::kFamiliar},
                        {"days_since_seen", NAN, ReasonCode::kBestLeft},
                        {"variant_kind", 1, ReasonCode::kFormFits},
                        {"grade_margin", 2, ReasonCode::kFitsGrade},
                        {"grade_margin", NAN, ReasonCode::kBestLeft},
                        {"prerequisites", 1, ReasonCode::kBuildsOn},
                        {"of_another_model", 1, ReasonCode::kBestLeft}};
  for (const Case& one : cases) {
    INFO(one.feature << " " << one.value);
    if (Place(one.feature) == kPairFeatures) {
      CHECK(CombineReasons({}, {{.feature = one.feature, .amount = 1}}, {}) == Reasons{one.code});
      continue;
    }
    CHECK(Alone(one.feature, one.value) == Reasons{one.code});
    CHECK(Alone(one.feature, one.value, -1) == Reasons{ReasonCode::kBestLeft});  // it speaks against
  }
}

TEST_CASE("the strongest three stand first, then the rules that are left; nothing twice") {
  PairFeatures features = {};
  features.at(Place("gap")) = 1;
  features.at(Place("brevity")) = 1;
  features.at(Place("taste")) = 1;
  features.at(Place("review")) = 1;
  const std::vector<Contribution> why = {{.feature = "brevity", .amount = 0.1},
                                         {.feature = "gap", .amount = 0.4},
                                         {.feature = "difficulty", .amount = -3},
                                         {.feature = "review", .amount = 0.3},
                                         {.feature = "taste", .amount = 0.2}};
  CHECK(CombineReasons(kRules, why, features) ==
        Reasons{ReasonCode::kNewSkill, ReasonCode::kReviewDue, ReasonCode::kLikedByOthers,
                ReasonCode::kRightChallenge, ReasonCode::kLightForConnection});
}

TEST_CASE("a forecast that there is not has nothing to tell") {
  CHECK(Alone("low_chance", 0) == Reasons{ReasonCode::kBestLeft});
}

TEST_CASE("the rules stand where the heuristic does, and chance before all") {
  Reasons rules = kRules;
  rules.insert(rules.begin(), ReasonCode::kExploring);
  const std::vector<Contribution> why = {{.feature = "difficulty", .amount = 1},
                                         {.feature = "heuristic", .amount = 2}};
  Reasons expected = rules;
  expected.push_back(ReasonCode::kDifficultyFits);
  CHECK(CombineReasons(rules, why, {}) == expected);
  CHECK(CombineReasons(kRules, {}, {}) == kRules);
  CHECK(CombineReasons({ReasonCode::kBestLeft}, {{.feature = "difficulty", .amount = 1}}, {}) ==
        Reasons{ReasonCode::kDifficultyFits});
}

TEST_CASE("what is the same for every item is told last") {
  const std::vector<Contribution> why = {{.feature = "learner_ability", .amount = 9},
                                         {.feature = "difficulty", .amount = 1}};
  CHECK(CombineReasons({}, why, {}) == Reasons{ReasonCode::kDifficultyFits, ReasonCode::kYourProgress});
}

TEST_CASE("a challenge that the rules do not see as right is not told as such") {
  CHECK(CombineReasons({ReasonCode::kShort}, {{.feature = "challenge", .amount = 1}}, With("challenge", 1)) ==
        Reasons{ReasonCode::kShort});
}

}  // namespace
}  // namespace yachay::recommendation
