#include "adapters/people.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/probe.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<People>> People::Create(const Ground& ground, const Catalog& catalog,
                                                       const std::string& model, PeopleLog::OnNew on_new) {
  std::unique_ptr<People> part(new People);
  auto log =
      PeopleLog::Create(ground.brokers, ground.topics.learner_events(), part->roster_, std::move(on_new));
  if (!log.ok()) return log.status();
  part->log_ = *std::move(log);
  part->rpc_ = std::make_unique<ProgressRpc>(
      ProgressRpc::Parts{.catalog = &catalog,
                         .roster = &part->roster_,
                         .sources = &ground.sources,
                         .texts = &ground.texts,
                         .executor = &ground.executor,
                         .policy = ground.policy,
                         .model = model,
                         .roster_ready = [log = part->log_.get()] { return log->ready(); },
                         .now = &absl::Now});
  ground.probe.WatchLag("people", part->log_.get());
  return part;
}

}  // namespace yachay::recommendation
