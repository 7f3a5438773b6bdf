#include "adapters/advising.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/cloud_event.h"
#include "adapters/probe.h"

namespace yachay::recommendation {

Advising::Advising(const Ground& ground, const Parts& parts)
    : dependencies_(ground.sources, parts.options),
      log_(ground.log_producer, ground.topics.recommendations(),
           [&probe = ground.probe] { probe.LogLost(); }),
      next_items_({.shelves = parts.shelves,
                   .dependencies = &dependencies_,
                   .executor = &ground.executor,
                   .policy = ground.policy,
                   .calibration = parts.calibration,
                   .now = &absl::Now}),
      rpc_({.next_items = &next_items_,
            .dependencies = &dependencies_,
            .log = &log_,
            .probe = &ground.probe,
            .executor = &ground.executor,
            .texts = &ground.texts,
            .policy = ground.policy,
            .now = &absl::Now,
            .new_id = &NewUuid}),
      bundle_rpc_({.shelves = parts.shelves,
                   .sources = &ground.sources,
                   .executor = &ground.executor,
                   .policy = ground.policy,
                   .longest_wait = parts.options.longest_wait,
                   .now = &absl::Now}) {}

absl::StatusOr<std::unique_ptr<Advising>> Advising::Create(const Ground& ground, const Parts& parts) {
  std::unique_ptr<Advising> part(new Advising(ground, parts));
  auto outcomes = OutcomeFollower::Create(
      ground.brokers, {ground.topics.recommendations(), ground.topics.learner_events()}, ground.probe);
  if (!outcomes.ok()) return outcomes.status();
  part->outcomes_ = *std::move(outcomes);
  ground.probe.WatchLag("outcomes", part->outcomes_.get());
  return part;
}

}  // namespace yachay::recommendation
