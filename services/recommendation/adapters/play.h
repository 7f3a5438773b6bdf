// The parts of play, wired: rewards from the log → leaderboards and watchers → the gamification service.
#ifndef RECOMMENDATION_ADAPTERS_PLAY_H_
#define RECOMMENDATION_ADAPTERS_PLAY_H_

#include <memory>
#include <string>

#include "adapters/gamification_rpc.h"
#include "adapters/probe.h"
#include "service/process.h"

namespace yachay::recommendation {

class Play {
 public:
  struct Options {
    std::string brokers;
    std::string topic;          // rewards
    std::string rules;          // folder; empty: those compiled in
    std::string feature_store;  // host:port; empty: profiles are UNAVAILABLE
    service::TlsOptions tls;
    std::string token_file;
  };
  // What it is given outlives it. The errors of gamification::ParseRules, Rewards::Create and
  // service::MakeChannel.
  static absl::StatusOr<std::unique_ptr<Play>> Create(const Options& options, NextItems::Parts next_items,
                                                      Probe& probe);

  GamificationRpc& rpc() { return *rpc_; }
  void Start() { rewards_->Start(); }
  // No further reward is handed on; those who watch are sent away.
  void Stop();

 private:
  Play(gamification::Rules rules, NextItems::Parts next_items)
      : rules_(std::move(rules)), next_items_(std::move(next_items)) {}

  const gamification::Rules rules_;
  const NextItems next_items_;
  Watchers watchers_;
  std::unique_ptr<Rewards> rewards_;
  std::unique_ptr<GamificationRpc> rpc_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PLAY_H_
