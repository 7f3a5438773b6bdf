#include "adapters/play.h"

#include <utility>

#include "absl/time/clock.h"
#include "service/channel.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<Play>> Play::Create(const Options& options, NextItems::Parts next_items,
                                                   Probe& probe) {
  const auto sources = gamification::ReadRules(options.rules);
  if (!sources.ok()) return sources.status();
  auto rules = gamification::ParseRules(*sources);
  if (!rules.ok()) return rules.status();
  std::shared_ptr<grpc::Channel> feature_store;
  if (!options.feature_store.empty()) {
    auto channel = service::MakeChannel(options.feature_store, options.tls, options.token_file);
    if (!channel.ok()) return channel.status();
    feature_store = *std::move(channel);
  }
  std::unique_ptr<Play> play(new Play(*std::move(rules), std::move(next_items)));
  auto rewards =
      Rewards::Create(options.brokers, options.topic,
                      [&watchers = play->watchers_](const ToldReward& told) { watchers.Publish(told); });
  if (!rewards.ok()) return rewards.status();
  play->rewards_ = *std::move(rewards);
  play->rpc_ =
      std::make_unique<GamificationRpc>(GamificationRpc::Parts{.rules = &play->rules_,
                                                               .rewards = play->rewards_.get(),
                                                               .watchers = &play->watchers_,
                                                               .next_items = &play->next_items_,
                                                               .feature_store = std::move(feature_store),
                                                               .now = &absl::Now});
  probe.Watch(*play->rewards_, play->watchers_);
  return play;
}

void Play::Stop() {
  rewards_->Stop();
  watchers_.Close();
}

}  // namespace yachay::recommendation
