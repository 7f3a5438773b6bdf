#include "gamification/codec.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "events/proto_time.h"
#include "yachay/gamification/v1/rewards.pb.h"

namespace yachay::gamification {
namespace {

void Fill(const Standing& standing, v1::Standing* out) {
  out->set_classroom_id(standing.classroom_id);
  out->set_grade(standing.grade);
  out->set_opted_out(standing.opted_out);
  events::SetMs(standing.utc_offset_ms, out->mutable_utc_offset(), true);
  events::SetMs(standing.at_ms, out->mutable_changed_at(), false);
}

Standing StandingOf(const v1::Standing& proto) {
  return {proto.classroom_id(), proto.grade(), proto.opted_out(), events::ToMs(proto.utc_offset()),
          events::ToMs(proto.changed_at())};
}

}  // namespace

v1::RewardGranted ToProto(const Grant& grant) {
  v1::RewardGranted out;
  out.set_reward_id(grant.reward_id);
  out.set_learner_id(grant.learner_id);
  out.set_game_id(grant.game_id);
  events::SetMs(grant.occurred_at_ms, out.mutable_occurred_at(), false);
  events::SetMs(grant.received_at_ms, out.mutable_received_at(), false);
  out.set_forgotten(grant.forgotten);
  if (grant.forgotten) return out;
  out.set_points(static_cast<std::uint64_t>(grant.points));
  out.set_total_points(static_cast<std::uint64_t>(grant.total_points));
  out.set_level(static_cast<std::uint32_t>(grant.level));
  out.set_streak_days(static_cast<std::uint32_t>(grant.streak_days));
  out.set_week(WeekName(grant.week));
  out.set_week_points(static_cast<std::uint64_t>(grant.week_points));
  Fill(grant.standing, out.mutable_standing());
  for (const Award& award : grant.awards) {
    v1::Award* to = out.add_awards();
    to->set_kind(static_cast<v1::Award::Kind>(static_cast<int>(award.kind) + 1));
    to->set_id(award.id);
    to->set_rank(static_cast<std::uint32_t>(award.rank));
  }
  return out;
}

absl::StatusOr<Grant> FromProto(const v1::RewardGranted& proto) {
  if (proto.learner_id().empty() || proto.reward_id().empty())
    return absl::InvalidArgumentError("a reward without learner_id or reward_id");
  Grant grant{proto.reward_id(), proto.learner_id(), proto.game_id(), events::ToMs(proto.occurred_at()),
              events::ToMs(proto.received_at())};
  grant.forgotten = proto.forgotten();
  if (grant.forgotten) return grant;
  const auto week = ParseWeek(proto.week());
  if (!week)
    return absl::InvalidArgumentError(absl::StrCat("week: expected a Monday, found \"", proto.week(), "\""));
  grant.week = *week;
  grant.points = static_cast<std::int64_t>(proto.points());
  grant.total_points = static_cast<std::int64_t>(proto.total_points());
  grant.level = static_cast<std::int32_t>(proto.level());
  grant.streak_days = static_cast<std::int32_t>(proto.streak_days());
  grant.week_points = static_cast<std::int64_t>(proto.week_points());
  grant.standing = StandingOf(proto.standing());
  for (const v1::Award& award : proto.awards()) {
    if (award.kind() < v1::Award::KIND_LEVEL || award.kind() > v1::Award::KIND_QUEST)
      continue;  // of a newer build
    grant.awards.push_back({static_cast<Award::Kind>(award.kind() - 1), award.id(), award.rank()});
  }
  return grant;
}

absl::StatusOr<Grant> Decode(std::string_view bytes) {
  v1::RewardGranted proto;
  if (bytes.size() > INT32_MAX || !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return absl::InvalidArgumentError(
        absl::StrCat("the value of ", bytes.size(), " bytes is no RewardGranted"));
  return FromProto(proto);
}

std::string WeekName(std::int32_t week) {
  return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + MondayOf(week));
}

std::optional<std::int32_t> ParseWeek(const std::string& monday) {
  absl::CivilDay day;
  if (monday.size() != 10 || !absl::ParseCivilTime(monday, &day)) return std::nullopt;
  const auto number = static_cast<std::int32_t>(day - absl::CivilDay(1970, 1, 1));
  if (MondayOf(WeekOf(number)) != number) return std::nullopt;
  return WeekOf(number);
}

}  // namespace yachay::gamification
