#include "adapters/cataloguing.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/probe.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<Cataloguing>> Cataloguing::Create(const Ground& ground,
                                                                 std::int64_t demand_records) {
  std::unique_ptr<Cataloguing> part(new Cataloguing);
  auto log = CatalogLog::Create(ground.brokers, ground.topics.catalog(), part->catalog_, ground.producer);
  if (!log.ok()) return log.status();
  part->log_ = *std::move(log);
  auto demand_log =
      DemandLog::Create(ground.brokers, ground.topics.recommendations(), demand_records, part->demand_);
  if (!demand_log.ok()) return demand_log.status();
  part->demand_log_ = *std::move(demand_log);
  part->rpc_ = std::make_unique<CatalogRpc>(part->catalog_, *part->log_, part->demand_,
                                            [] { return absl::ToUnixMillis(absl::Now()); });
  ground.probe.Watch(part->catalog_, *part->log_);
  ground.probe.WatchLag("catalog", part->log_.get());
  ground.probe.WatchLag("demand", part->demand_log_.get());
  return part;
}

void Cataloguing::Start() {
  log_->Start();
  demand_log_->Start();
}

void Cataloguing::Stop() {
  log_->Stop();
  demand_log_->Stop();
}

}  // namespace yachay::recommendation
