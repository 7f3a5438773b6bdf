#include "adapters/people.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/probe.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<People>> People::Create(const Ground& ground, const NextItems& next_items,
                                                       const std::string& model, PeopleLog::OnNew on_new) {
  std::unique_ptr<People> part(new People);
  auto log =
      PeopleLog::Create(ground.brokers, ground.topics.learner_events(), part->roster_, std::move(on_new));
  if (!log.ok()) return log.status();
  part->log_ = *std::move(log);
  part->rpc_ = std::make_unique<ProgressRpc>(
      ProgressRpc::Parts{.next_items = &next_items,
                         .roster = &part->roster_,
                         .sources = &ground.sources,
                         .texts = &ground.texts,
                         .executor = &ground.executor,
                         .default_language = ground.policy.default_language,
                         .model = model,
                         .roster_ready = [log = part->log_.get()] { return log->ready(); },
                         .now = &absl::Now});
  ground.probe.WatchLag("people", part->log_.get());
  return part;
}

}  // namespace yachay::recommendation
