#include "gamification/codec.h"

#include "testing/catch.h"
#include "yachay/gamification/v1/rewards.pb.h"

namespace yachay::gamification {

TEST_CASE("a grant comes back from its record") {
  Grant grant{"id", "l", "g", 1000, 2000, 12, 120, 3, 4, 2942, 40};
  grant.awards = {
      {Award::Kind::kLevel, "", 3}, {Award::Kind::kBadge, "explorer", 1}, {Award::Kind::kQuest, "q", 2}};
  grant.standing = {"5b", 5, true, -18'000'000, 900};
  const auto back = Decode(ToProto(grant).SerializeAsString());
  REQUIRE(back.ok());
  CHECK(ToProto(*back).SerializeAsString() == ToProto(grant).SerializeAsString());
  CHECK((back->awards == grant.awards && back->standing == grant.standing && back->week == 2942));
}

TEST_CASE("records that are no rewards are refused") {
  CHECK(!Decode("\xff\xff").ok());
  CHECK(!Decode("").ok());
  v1::RewardGranted proto;
  proto.set_reward_id("r");
  proto.set_learner_id("l");
  proto.set_week("2026-11-17");  // a Tuesday
  CHECK(!FromProto(proto).ok());
  proto.set_week("2026-11-16");
  CHECK(FromProto(proto).ok());
}

TEST_CASE("weeks are named by their Monday") {
  CHECK(WeekName(0) == "1969-12-29");
  for (std::int32_t week = -60; week < 3000; week += 7) REQUIRE(ParseWeek(WeekName(week)) == week);
  for (const char* bad : {"", "2026-11-17", "16.11.2026", "2026-13-01", "2026-11-1"}) CHECK(!ParseWeek(bad));
}

}  // namespace yachay::gamification
