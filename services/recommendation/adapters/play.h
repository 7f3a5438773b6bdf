// The parts of play, wired: rewards from the log → leaderboards and watchers → the gamification service.
#ifndef RECOMMENDATION_ADAPTERS_PLAY_H_
#define RECOMMENDATION_ADAPTERS_PLAY_H_

#include <memory>
#include <string>
#include <utility>

#include "adapters/gamification_rpc.h"
#include "adapters/ground.h"

namespace yachay::recommendation {

class Play {
 public:
  // rules: a folder; empty: those compiled in. The errors of gamification::ParseRules and Rewards::Create.
  // next_items outlives it.
  static absl::StatusOr<std::unique_ptr<Play>> Create(const Ground& ground, const std::string& rules,
                                                      const NextItems& next_items);

  // The service, once it can ask who is in which classroom. Call it once; the enrolment is asked until the
  // service is shut down.
  GamificationRpc& Open(Enrolment enrolment);
  // As Watchers::Wake.
  void Wake(const std::string& learner_id, const EventPlace& at) { watchers_.Wake(learner_id, at); }
  void Start() { rewards_->Start(); }
  // No further reward is handed on; those who watch are sent away.
  void Stop();

 private:
  Play(gamification::Rules rules, const Sources& sources, const NextItems& next_items)
      : rules_(std::move(rules)), sources_(sources), next_items_(next_items) {}

  const gamification::Rules rules_;
  const Sources& sources_;
  const NextItems& next_items_;
  Watchers watchers_;
  std::unique_ptr<Rewards> rewards_;
  std::unique_ptr<GamificationRpc> rpc_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PLAY_H_
