// Gamification against the embedded broker: two pods, one log of rewards.
#include "adapters/gamification_codec.h"
#include "adapters/gamification_fixture.h"

namespace yachay::recommendation {

TEST_CASE(
    "every pod has the same leaderboard, also one that begins later, and a record told again changes "
    "nothing") {
  Log log(7);
  Pod one(log.brokers());
  log.Tell(Earned("e-3", "l-3", 97));
  Pod two(log.brokers());
  for (Pod* pod : {&one, &two}) {
    wire::GetLeaderboardResponse board;
    REQUIRE(pod->Board("l-3", &board).ok());
    CHECK(board.classroom_id() == "5b");
    CHECK((board.rank() == 4 && board.size() == 7 && board.points() == 97));
    REQUIRE(board.entries_size() == 3);
    CHECK((board.entries(0).learner_id() == "l-2" && board.entries(0).rank() == 3));
    CHECK((board.entries(2).learner_id() == "l-4" && board.entries(2).rank() == 5));
    CHECK(pod->Board("nobody", &board).error_code() == grpc::StatusCode::NOT_FOUND);
  }
}

TEST_CASE("who opts out vanishes from the boards of others") {
  Log log(3);
  Pod pod(log.brokers());
  auto left = Earned("e-9", "l-1", 99);
  left.standing.opted_out = true;
  left.standing.at_ms = 2;
  log.Tell(left);
  wire::GetLeaderboardResponse board;
  Pod::Await([&] { return pod.Board("l-0", &board).ok() && board.size() == 2; });
  for (const auto& entry : board.entries()) CHECK(entry.learner_id() != "l-1");
  REQUIRE(pod.Board("l-1", &board).ok());
  CHECK((board.opted_out() && board.rank() == 0 && board.entries_size() == 0 && board.points() == 99));
}

TEST_CASE("bad requests name every violated field, and a profile without a feature store is UNAVAILABLE") {
  Log log;
  Pod pod(log.brokers());
  grpc::ClientContext context;
  wire::GetLeaderboardRequest request;
  request.set_learner_id("a b");
  request.set_week("2026-11-17");
  request.set_count(101);
  wire::GetLeaderboardResponse board;
  const auto violations = service::Violations(pod.stub->GetLeaderboard(&context, request, &board));
  REQUIRE(violations.size() == 3);
  CHECK((violations[0].field == "learner_id" && violations[1].field == "week" &&
         violations[2].field == "count"));
  grpc::ClientContext second;
  wire::GetProfileRequest whose;
  whose.set_learner_id("l");
  wire::GetProfileResponse profile;
  CHECK(pod.stub->GetProfile(&second, whose, &profile).error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE("a learner who is not known has a profile of zeros with every badge and quest") {
  features::v1::GetFeaturesResponse features;
  const auto request = ProfileRequest("l");
  for (const std::string& name : request.features()) {
    features.add_columns()->set_name(name);
    features.mutable_columns(features.columns_size() - 1)
        ->add_statuses(features::v1::FEATURE_STATUS_NOT_FOUND);
  }
  wire::GetProfileResponse profile;
  REQUIRE(FillProfile(features, Rules(), &profile).ok());
  CHECK((profile.points() == 0 && profile.level() == 1 && profile.next_level_points() == 100));
  CHECK(profile.badges_size() == static_cast<int>(Rules().badges.size()));
  CHECK(profile.badges(0).next_tier_value() > 0);
  CHECK(profile.quests(0).steps_done_size() == 1);
  features.mutable_columns()->RemoveLast();
  CHECK(absl::IsInternal(FillProfile(features, Rules(), &profile)));
}

}  // namespace yachay::recommendation
