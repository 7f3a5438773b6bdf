#include "adapters/advising.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/cloud_event.h"
#include "adapters/probe.h"

namespace yachay::recommendation {

Advising::Advising(const Ground& ground, ShelfCache& shelves, const Dependencies::Options& options)
    : dependencies_(ground.sources, options),
      log_(ground.producer, ground.topics.recommendations(), [&probe = ground.probe] { probe.LogLost(); }),
      rpc_({.shelves = &shelves,
            .dependencies = &dependencies_,
            .log = &log_,
            .probe = &ground.probe,
            .executor = &ground.executor,
            .texts = &ground.texts,
            .policy = ground.policy,
            .now = &absl::Now,
            .new_id = &NewUuid}),
      bundle_rpc_({.shelves = &shelves,
                   .sources = &ground.sources,
                   .executor = &ground.executor,
                   .policy = ground.policy,
                   .longest_wait = options.longest_wait,
                   .now = &absl::Now}),
      next_items_({&shelves, &dependencies_, &ground.executor, ground.policy, &absl::Now}) {}

absl::StatusOr<std::unique_ptr<Advising>> Advising::Create(const Ground& ground, ShelfCache& shelves,
                                                           const Dependencies::Options& options) {
  std::unique_ptr<Advising> part(new Advising(ground, shelves, options));
  auto outcomes = OutcomeFollower::Create(
      ground.brokers, {ground.topics.recommendations(), ground.topics.learner_events()}, ground.probe);
  if (!outcomes.ok()) return outcomes.status();
  part->outcomes_ = *std::move(outcomes);
  return part;
}

}  // namespace yachay::recommendation
