#include "gamification/leaderboards.h"

#include <algorithm>

namespace yachay::gamification {

std::string Leaderboards::GroupOf(const Member& member) {
  return member.game_id + "/" + std::to_string(member.standing.grade);
}

void Leaderboards::Take(const std::string& learner_id, const Member& member) {
  if (!Listed(member)) return;
  const std::string& classroom = member.standing.classroom_id;
  if (classroom.empty()) return groups_[GroupOf(member)].Insert(learner_id);
  classrooms_[classroom].insert(learner_id);
}

void Leaderboards::Leave(const std::string& learner_id, const Member& member) {
  if (!Listed(member)) return;
  const std::string& classroom = member.standing.classroom_id;
  if (classroom.empty()) return groups_[GroupOf(member)].Erase(learner_id);
  const auto it = classrooms_.find(classroom);
  it->second.erase(learner_id);
  if (it->second.empty()) classrooms_.erase(it);
}

void Leaderboards::Merge(Member& member, const Grant& grant) const {
  if (grant.forgotten) {
    member = Member{.forgotten_ms = std::max(member.forgotten_ms, grant.occurred_at_ms)};
    return;
  }
  if (grant.occurred_at_ms <= member.forgotten_ms) return;
  if (grant.standing.at_ms >= member.standing.at_ms) member.standing = grant.standing;
  if (grant.occurred_at_ms >= member.game_at_ms) {
    member.game_id = grant.game_id;
    member.game_at_ms = grant.occurred_at_ms;
  }
  if (grant.week_points == 0 || grant.week <= newest_week_ - kWeeks) return;
  std::int64_t& points = member.weeks[grant.week];
  points = std::max(points, grant.week_points);
}

void Leaderboards::Apply(const Grant& grant) {
  if (grant.week_points > 0 && grant.week > newest_week_) BeginWeek(grant.week);
  Member& member = members_[grant.learner_id];
  Leave(grant.learner_id, member);
  Merge(member, grant);
  Take(grant.learner_id, member);
}

void Leaderboards::BeginWeek(std::int32_t week) {
  newest_week_ = week;
  groups_.clear();
  classrooms_.clear();
  for (auto& [learner_id, member] : members_) {
    std::erase_if(member.weeks, [&](const auto& entry) { return entry.first <= week - kWeeks; });
    Take(learner_id, member);
  }
  std::erase_if(members_, [](const auto& entry) {
    return entry.second.weeks.empty() && entry.second.forgotten_ms == INT64_MIN;
  });
}

std::int64_t Leaderboards::UtcOffset(const std::string& learner_id) const {
  const auto it = members_.find(learner_id);
  return it == members_.end() ? 0 : it->second.standing.utc_offset_ms;
}

std::optional<Leaderboard> Leaderboards::Find(const std::string& learner_id, std::int32_t week) const {
  const auto it = members_.find(learner_id);
  if (it == members_.end() || it->second.weeks.empty()) return std::nullopt;
  const Member& self = it->second;
  const auto points = [&](const Member& member) {
    const auto found = member.weeks.find(week);
    return found == member.weeks.end() ? 0 : found->second;
  };
  Leaderboard board{self.standing.classroom_id, week, self.standing.opted_out, points(self)};
  if (board.opted_out) return board;
  const auto add = [&](const std::string& id) {
    const std::int64_t earned = points(members_.at(id));
    if (earned > 0 || id == learner_id) board.ranked.push_back({id, earned});
  };
  if (board.classroom_id.empty()) {
    for (const auto& [hash, id] : groups_.at(GroupOf(self)).MembersOf(learner_id)) add(id);
  } else {
    for (const std::string& id : classrooms_.at(board.classroom_id)) add(id);
  }
  Rank(board.ranked);
  const auto own = std::find_if(board.ranked.begin(), board.ranked.end(),
                                [&](const Ranked& entry) { return entry.learner_id == learner_id; });
  board.place = static_cast<std::size_t>(own - board.ranked.begin());
  return board;
}

}  // namespace yachay::gamification
