#include "adapters/play.h"

#include "absl/time/clock.h"
#include "adapters/probe.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<Play>> Play::Create(const Ground& ground, const std::string& rules,
                                                   const NextItems& next_items) {
  const auto sources = gamification::ReadRules(rules);
  if (!sources.ok()) return sources.status();
  auto parsed = gamification::ParseRules(*sources);
  if (!parsed.ok()) return parsed.status();
  std::unique_ptr<Play> part(new Play(*std::move(parsed), ground.sources, next_items));
  auto rewards =
      Rewards::Create(ground.brokers, ground.topics.rewards(),
                      [&watchers = part->watchers_](const ToldReward& told) { watchers.Publish(told); });
  if (!rewards.ok()) return rewards.status();
  part->rewards_ = *std::move(rewards);
  ground.probe.Watch(*part->rewards_, part->watchers_);
  return part;
}

GamificationRpc& Play::Open(Enrolment enrolment) {
  rpc_ = std::make_unique<GamificationRpc>(GamificationRpc::Parts{.rules = &rules_,
                                                                  .rewards = rewards_.get(),
                                                                  .watchers = &watchers_,
                                                                  .next_items = &next_items_,
                                                                  .sources = &sources_,
                                                                  .enrolment = std::move(enrolment),
                                                                  .now = &absl::Now});
  return *rpc_;
}

void Play::Stop() {
  rewards_->Stop();
  watchers_.Close();
}

}  // namespace yachay::recommendation
