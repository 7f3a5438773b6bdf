// Counts what learner-events should have earned and what the topic rewards says was earned, without the fold:
// the independent side of kills.py. Knows the points of libs/gamification/rules by itself.
//
//   reward_count BROKERS PREFIX → {"records", "rewards", "points", "quest_points", "expected_points",
//   "told_differently", "awards", "different_awards", "learners_off"}
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "kafka/log_reader.h"
#include "yachay/events/v1/events.pb.h"
#include "yachay/gamification/v1/rewards.pb.h"

namespace {

using yachay::events::v1::LearnerEvent;
using yachay::gamification::v1::Award;
using yachay::gamification::v1::RewardGranted;

// What the events earn, quests apart.
class Expected {
 public:
  void Add(const LearnerEvent& event) {
    if (!ids_.insert(event.event_id()).second) return;
    if (event.has_item_attempted()) {
      const auto& answer = event.item_attempted();
      points_ += 1 + (answer.correct() ? 9 : 0) + (answer.correct() && answer.hints() == 0 ? 5 : 0);
    }
    const std::int64_t local = event.occurred_at().seconds() + event.utc_offset().seconds();
    if (event.has_content_completed())
      points_ += First(event, event.content_completed().content_id() + "@" + std::to_string(local / 86'400))
                     ? 25
                     : 0;
    if (event.has_achievement_unlocked())
      points_ += First(event, event.achievement_unlocked().achievement_id()) ? 50 : 0;
  }
  std::uint64_t points() const { return points_; }

 private:
  bool First(const LearnerEvent& event, const std::string& what) {
    return once_.insert({event.learner_id(), what}).second;
  }
  std::set<std::string> ids_;
  std::set<std::pair<std::string, std::string>> once_;
  std::uint64_t points_ = 0;
};

// What was told.
struct Told {
  std::map<std::string, std::string> rewards;  // by id
  std::map<std::string, std::uint64_t> points, totals;
  std::set<std::string> awards;
  std::uint64_t records = 0, sum = 0, quests = 0, differently = 0, all_awards = 0;

  void Add(const std::string& value) {
    RewardGranted reward;
    ++records;
    if (!reward.ParseFromString(value)) return static_cast<void>(++differently);
    const auto [it, first] = rewards.emplace(reward.reward_id(), value);
    differently += it->second != value;
    if (!first) return;
    sum += reward.points();
    points[reward.learner_id()] += reward.points();
    totals[reward.learner_id()] = std::max(totals[reward.learner_id()], reward.total_points());
    for (const Award& award : reward.awards()) {
      if (award.kind() == Award::KIND_QUEST) quests += award.id() == "weekly_mix" ? 100 : 20;
      ++all_awards;
      awards.insert(reward.learner_id() + "/" + award.ShortDebugString());
    }
  }
  std::uint64_t LearnersOff() const {
    std::uint64_t off = 0;
    for (const auto& [learner, total] : totals) off += points.at(learner) != total;
    return off;
  }
};

template <typename F>
bool ReadAll(const std::string& brokers, const std::string& topic, F take) {
  const auto reader = yachay::kafka::LogReader::Create({.brokers = brokers, .topic = topic});
  if (!reader.ok()) return false;
  const absl::Status read = (*reader)->ReadToEnd(
      [&](yachay::kafka::Batch batch) {
        for (const auto& record : batch) take(record.value);
        return absl::OkStatus();
      },
      absl::Seconds(120));
  if (!read.ok()) std::cerr << topic << ": " << read.ToString() << "\n";
  return read.ok();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string brokers = argv[1], prefix = argv[2];
  Expected expected;
  Told told;
  const bool read =
      ReadAll(brokers, prefix + ".learner-events.v1",
              [&](const std::string& value) {
                LearnerEvent event;
                if (event.ParseFromString(value)) expected.Add(event);
              }) &&
      ReadAll(brokers, prefix + ".rewards.v1", [&](const std::string& value) { told.Add(value); });
  if (!read) return 1;
  const nlohmann::ordered_json document = {{"records", told.records},
                                           {"rewards", told.rewards.size()},
                                           {"points", told.sum},
                                           {"quest_points", told.quests},
                                           {"expected_points", expected.points()},
                                           {"told_differently", told.differently},
                                           {"awards", told.all_awards},
                                           {"different_awards", told.awards.size()},
                                           {"learners_off", told.LearnersOff()}};
  std::cout << document.dump() << "\n";
  return 0;
}
