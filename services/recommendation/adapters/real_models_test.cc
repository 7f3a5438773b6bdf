// A real inference behind the service: its ranker orders and says why, its success model gives the chances.
#include "recommendation/fixture/real_models.h"

#include <algorithm>
#include <set>

#include "adapters/ranker_fixture.h"
#include "inference/fixture/feature_store.h"
#include "learning/history.h"
#include "service/channel.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

std::vector<std::string> PairNames() { return {PairFeatureNames().begin(), PairFeatureNames().end()}; }
std::vector<std::string> SuccessNames() {
  return {learning::SuccessFeatureNames().begin(), learning::SuccessFeatureNames().end()};
}

constexpr std::int64_t kNow = 1'700'000'000'000, kDay = 86'400'000;

// What l-1 has answered, of two of the pod's items.
std::vector<learning::PastAnswer> Answers() {
  std::vector<learning::PastAnswer> answers;
  for (int i = 0; i < 11; ++i)
    answers.push_back(
        {i % 2 == 0 ? "d-2" : "d0", {i % 2 == 0 ? "s-2" : "s0"}, i % 3 != 0, kNow - (30 - i) * kDay});
  return answers;
}

std::vector<events::Event> AsEvents(const std::vector<learning::PastAnswer>& answers) {
  std::vector<events::Event> out;
  for (const learning::PastAnswer& answer : answers) {
    events::Event& event = out.emplace_back();
    event.event_id = absl::StrCat("123e4567-e89b-42d3-a456-4266141740", out.size() + 10);
    event.learner_id = "l-1";
    event.game_id = "game";
    event.occurred_at_ms = event.received_at_ms = answer.occurred_at_ms;
    event.payload =
        events::ItemAttempted{.item_id = answer.item, .skill_ids = answer.skills, .correct = answer.correct};
  }
  return out;
}

// The service with its real neighbours behind real sockets.
struct Loop {
  // folded: the calibration that the feature store has.
  explicit Loop(const learning::Calibration& folded = FittedItems()->values) : store(kNow, ToJson(folded)) {}

  inference::FeatureStoreFixture store;
  RealModels models{store.address()};
  Pod pod{*service::MakeChannel(store.address()), *service::MakeChannel(models.address()), FittedItems()};
};

std::vector<std::string> Codes(const v1::RecommendedItem& item) {
  std::vector<std::string> codes;
  for (const v1::Reason& reason : item.reasons()) codes.push_back(reason.code());
  return codes;
}

std::vector<double> Chances(const v1::RecommendResponse& answer) {
  std::vector<double> chances;
  for (const v1::RecommendedItem& item : answer.items()) chances.push_back(item.success_probability());
  return chances;
}

TEST_CASE("the chances are to the bit what the success model says of the row that training would make") {
  Loop loop;
  loop.models.PromoteSuccess(SuccessNames(), "item_difficulty", FittedItems()->fingerprint);
  loop.store.Fold(AsEvents(Answers()));
  learning::TracerState state;
  for (const learning::PastAnswer& answer : Answers())
    learning::Update(state, FittedItems()->values, learning::ToAnswer(answer));

  const v1::RecommendResponse answer = loop.pod.Recommend();
  CHECK(answer.fallback() == v1::FALLBACK_NONE);
  CHECK(answer.policy() == "heuristic-2+success");
  CHECK(answer.success_version() == 1);
  REQUIRE(answer.items_size() == 4);
  std::set<double> chances;
  for (const v1::RecommendedItem& item : answer.items()) {
    std::vector<float> row(learning::kSuccessFeatures);
    const std::vector<std::string> skills(item.skill_ids().begin(), item.skill_ids().end());
    learning::SuccessRow(state, FittedItems()->values, item.content_id(), skills, kNow, absl::MakeSpan(row));
    CHECK(item.success_probability() == static_cast<double>(loop.models.ChanceOf(row)));
    chances.insert(item.success_probability());
  }
  CHECK(chances.size() == 4);
}

TEST_CASE("a success model of another calibration is gone without, marked, until one comes that fits") {
  const std::vector<double> formula = Chances(Loop().pod.Recommend());  // its pod knows that it has no model
  Loop loop;
  loop.models.PromoteSuccess(SuccessNames(), "item_difficulty", Fingerprint(learning::Calibration{}));
  for (int i = 0; i < 2; ++i) {
    const v1::RecommendResponse answer = loop.pod.Recommend();
    CHECK(answer.fallback() == v1::FALLBACK_NO_SUCCESS);
    CHECK(answer.policy() == "heuristic-2");
    CHECK(answer.success_version() == 0);
    CHECK(Chances(answer) == formula);
  }
  loop.models.PromoteSuccess(SuccessNames(), "item_difficulty", FittedItems()->fingerprint);
  const v1::RecommendResponse fits = loop.pod.Recommend();
  CHECK(fits.fallback() == v1::FALLBACK_NONE);
  CHECK(fits.policy() == "heuristic-2+success");
  CHECK(fits.success_version() == 2);
}

TEST_CASE("a feature store of another calibration than the model and ours is seen") {
  Loop loop(learning::Calibration{});
  loop.models.PromoteSuccess(SuccessNames(), "item_difficulty", FittedItems()->fingerprint);
  const v1::RecommendResponse answer = loop.pod.Recommend();
  CHECK(answer.fallback() == v1::FALLBACK_NO_SUCCESS);
  CHECK(answer.policy() == "heuristic-2");
}

TEST_CASE("the ranker's contributions become reasons, in three languages, when they are asked for") {
  Loop loop;
  loop.models.PromoteRanker(PairNames(), "difficulty");
  v1::RecommendRequest request;
  request.set_with_ranker_reasons(true);
  const v1::RecommendResponse plain = loop.pod.Recommend();
  CHECK(plain.policy() == "heuristic-2+ranker");
  REQUIRE(plain.items_size() == 4);
  CHECK(plain.items(0).content_id() == "d1.5");
  const std::vector<std::string> rules = Codes(plain.items(0));
  CHECK(std::count(rules.begin(), rules.end(), "DIFFICULTY_FITS") == 0);

  std::set<std::string> sentences;
  const Texts texts = *Texts::Load(BuiltInTexts());
  for (const char* language : {"es", "qu", "en"})
    sentences.insert(texts.Say("DIFFICULTY_FITS", language, {}));
  CHECK(sentences.size() == 3);
  const v1::RecommendResponse why = loop.pod.Recommend(request);
  REQUIRE(why.items_size() == 4);
  CHECK(why.items(0).reasons(0).code() == "DIFFICULTY_FITS");
  CHECK(why.items(0).reasons(0).text() == texts.Say("DIFFICULTY_FITS", "es", Audience::kLearner));
  for (const std::string& rule : rules) {
    const std::vector<std::string> told = Codes(why.items(0));
    CHECK((rule == "BEST_LEFT" || std::count(told.begin(), told.end(), rule) == 1));
  }
  // The easiest item stands last, and its difficulty does not speak for it.
  const std::vector<std::string> last = Codes(why.items(3));
  CHECK(std::count(last.begin(), last.end(), "DIFFICULTY_FITS") == 0);
}

TEST_CASE("where no ranker ordered, asking for its reasons gives the rules") {
  Loop loop;
  v1::RecommendRequest request;
  request.set_with_ranker_reasons(true);
  const v1::RecommendResponse plain = loop.pod.Recommend(), why = loop.pod.Recommend(request);
  REQUIRE(plain.items_size() == why.items_size());
  for (int i = 0; i < plain.items_size(); ++i) CHECK(Codes(plain.items(i)) == Codes(why.items(i)));
}

}  // namespace
}  // namespace yachay::recommendation
