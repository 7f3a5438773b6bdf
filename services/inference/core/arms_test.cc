#include "core/arms.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "core/loaded_model.h"
#include "core/registry_follower.h"
#include "core/shadow.h"
#include "fixture/model_fixture.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

void Challenge(models::FolderRegistry& registry, const models::Candidate& candidate) {
  const auto ref = registry.Register(candidate);
  REQUIRE(ref.ok());
  REQUIRE(registry
              .MoveAlias({.model = ref->model,
                          .alias = "challenger",
                          .to = ref->version,
                          .expected_from = std::nullopt,
                          .who = "test",
                          .evidence = "test"})
              .ok());
}

struct Fixture {
  models::FolderRegistry registry = NewRegistry();
  ModelStore store;
  RegistryFollower follower{{}, registry, store, {}};
  const XgboostModel trained{3, 2, 5};

  Fixture() { Promote(registry, trained.Candidate("m")); }
  Arms Choose(const Selector& selector, double share, const std::string& shadow = "challenger") {
    follower.Poll(absl::UnixEpoch());
    auto arms = ChooseArms(store, selector, {.split = {"challenger", share}, .shadow = shadow});
    REQUIRE(arms.ok());
    return *arms;
  }
};

TEST_CASE("a split is an alias and a share, and nothing else") {
  CHECK(ParseSplit("")->alias.empty());
  const auto split = ParseSplit("challenger=0.1");
  REQUIRE(split.ok());
  CHECK(split->alias == "challenger");
  CHECK(split->share == 0.1);
  for (const char* wrong : {"challenger", "challenger=", "champion=0.1", "challenger=1.1", "challenger=-1",
                            "challenger=x", "=0.5", "challenger=nan"}) {
    CHECK(ParseSplit(wrong).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("the share of learners in the arm is the one asked for, and a learner stays where it is") {
  Fixture f;
  Challenge(f.registry, XgboostModel(3, 3, 6).Candidate("m"));
  const Arms arms = f.Choose({.model = "m"}, 0.1);
  REQUIRE(arms.arm != nullptr);
  const Arms wider = f.Choose({.model = "m"}, 0.3);
  constexpr int kLearners = 20'000;
  int in_arm = 0;
  for (int i = 0; i < kLearners; ++i) {
    const std::string learner = absl::StrCat("learner-", i);
    in_arm += arms.InArm(learner) ? 1 : 0;
    CHECK((!arms.InArm(learner) || wider.InArm(learner)));  // a wider split moves nobody back
  }
  // Four standard deviations.
  CHECK(std::abs(in_arm - kLearners * 0.1) < 4 * std::sqrt(kLearners * 0.1 * 0.9));
  // The next challenger draws anew: some learner changes sides.
  Challenge(f.registry, XgboostModel(3, 3, 7).Candidate("m"));
  const Arms next = f.Choose({.model = "m"}, 0.1);
  int moved = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string learner = absl::StrCat("learner-", i);
    moved += arms.InArm(learner) != next.InArm(learner) ? 1 : 0;
  }
  CHECK(moved > 0);
}

TEST_CASE("only requests for the champion are split and shadowed, and only by what can stand in for it") {
  Fixture f;
  CHECK(f.Choose({.model = "m"}, 0.5).arm == nullptr);  // no challenger
  Challenge(f.registry, XgboostModel(2, 3, 6).Candidate("m"));
  CHECK(f.Choose({.model = "m"}, 0.5).arm == nullptr);  // other classes
  CHECK(f.Choose({.model = "m"}, 0.5).shadow == nullptr);
  Challenge(f.registry, XgboostModel(3, 3, 6).Candidate("m"));
  CHECK(f.Choose({.model = "m"}, 0.5).arm != nullptr);
  CHECK(f.Choose({.model = "m"}, 0).arm == nullptr);
  CHECK(f.Choose({.model = "m"}, 0).shadow != nullptr);
  CHECK(f.Choose({.model = "m", .alias = "champion"}, 0.5).arm == nullptr);
  CHECK(f.Choose({.model = "m", .version = 1}, 0.5).shadow == nullptr);
}

TEST_CASE("a comparison counts rows with the same label and keeps the greatest distance of each") {
  const std::vector<float> champion{0.5F, 0.25F, 0.25F, 0.1F, 0.2F, 0.7F};
  const std::vector<float> challenger{0.25F, 0.5F, 0.25F, 0.1F, 0.15F, 0.75F};
  const Comparison comparison = Compare(champion, challenger, 3);
  CHECK(comparison.rows == 2);
  CHECK(comparison.agreed == 1);
  REQUIRE(comparison.differences.size() == 2);
  CHECK(comparison.differences[0] == 0.25);
  CHECK(comparison.differences[1] == Approx(0.05));
}

TEST_CASE("a shadow compares all that it takes, and drops and counts what does not fit") {
  Fixture f;
  Challenge(f.registry, XgboostModel(3, 3, 6).Candidate("m"));
  const Arms arms = f.Choose({.model = "m"}, 0);
  EncodedRows rows{.rows = 2, .values = {}, .unseen_categories = 0};
  const std::vector<float> values = RandomRows(2, 3);
  rows.values.assign(values.begin(), values.end());
  std::vector<float> scores(6);
  arms.main->Score(values, absl::MakeSpan(scores));
  std::vector<float> theirs(6);
  arms.shadow->Score(values, absl::MakeSpan(theirs));
  size_t compared = 0;
  size_t dropped = 0;
  std::vector<double> differences;
  {
    Shadow shadow(
        1000,
        [&](const LoadedModel& challenger, const Comparison& comparison, absl::Duration) {
          CHECK(challenger.manifest().version == 2);
          compared += comparison.rows;
          differences = comparison.differences;
        },
        [&](size_t count) { dropped += count; });
    shadow.Offer(arms.shadow, rows, scores);
    shadow.Close();
    shadow.Offer(arms.shadow, rows, scores);
    Shadow none(
        1, [](const LoadedModel&, const Comparison&, absl::Duration) {},
        [&](size_t count) { dropped += count; });
    none.Offer(arms.shadow, rows, scores);
  }
  CHECK(compared == 2);
  CHECK(dropped == 4);
  CHECK(differences == Compare(scores, theirs, 3).differences);
}

}  // namespace
}  // namespace yachay::inference
