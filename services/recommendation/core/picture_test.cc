#include "core/picture.h"

#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

const Forecast kLow{.label = "Low", .low_chance = 0.86, .model_version = 1};

Learner Known() {
  Learner learner;
  learner.ability = 1;
  learner.abilities = {{"addition", 2}};
  learner.mastery = {{"addition", 0.9}};
  learner.seen_at_ms = {{"a", 1e12}};
  learner.answers = 12, learner.correct = 12;
  learner.preferences = {{"challenge", "hard"}};
  learner.language = "qu";
  learner.grade = 4;
  learner.device = {2048, {}};
  learner.connection.rtt_ms = 900;
  learner.played = true;
  learner.tracer.emplace();
  return learner;
}

TEST_CASE("with consent all of it is used") {
  const Picture picture = PictureOf(Known(), kLow);
  CHECK(picture.personal);
  CHECK(picture.forecast->low_chance == 0.86);
  CHECK(picture.learner.mastery.size() == 1);
  CHECK_FALSE(picture.learner.stranger);
}

TEST_CASE("without consent only what the game needs to run is used, whatever else is known") {
  Learner learner = Known();
  learner.without_consent = true;
  const Picture picture = PictureOf(learner, kLow);
  CHECK_FALSE(picture.personal);
  CHECK_FALSE(picture.forecast);
  const Learner& used = picture.learner;
  CHECK(used.stranger);
  CHECK(IsNew(used));
  CHECK(used.ability == 0);
  CHECK((used.abilities.empty() && used.seen_at_ms.empty() && used.preferences.empty()));
  CHECK_FALSE(used.tracer);
  CHECK(used.language == "qu");
  CHECK(used.grade == 4);
  CHECK(used.device.ram_mib == 2048);
  CHECK(used.connection.rtt_ms == 900);
}

TEST_CASE("of who did not answer nothing is known; of who has not played there is no forecast") {
  const Picture nobody = PictureOf(std::nullopt, kLow);
  CHECK(nobody.learner.stranger);
  CHECK_FALSE(nobody.personal);
  CHECK_FALSE(nobody.forecast);
  const Picture fresh = PictureOf(Learner{}, kLow);
  CHECK(fresh.personal);
  CHECK_FALSE(fresh.forecast);
  CHECK_FALSE(fresh.learner.stranger);
}

}  // namespace
}  // namespace yachay::recommendation
