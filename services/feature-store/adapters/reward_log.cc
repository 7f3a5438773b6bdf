#include "adapters/reward_log.h"

#include <vector>

#include "adapters/send_all.h"
#include "events/cloud_event.h"
#include "gamification/codec.h"
#include "service/trace.h"
#include "yachay/gamification/v1/rewards.pb.h"

namespace yachay::feature_store {
namespace {

kafka::Record RecordOf(const gamification::Grant& grant, const Traces& traces) {
  kafka::Record record{.key = grant.learner_id,
                       .value = gamification::ToProto(grant).SerializeAsString(),
                       .headers = {{"ce_specversion", "1.0"},
                                   {"ce_id", grant.reward_id},
                                   {"ce_source", "/yachay/feature-store"},
                                   {"ce_type", "yachay.gamification.v1.RewardGranted"},
                                   {"ce_time", events::Rfc3339(grant.occurred_at_ms)},
                                   {"content-type", "application/protobuf"}}};
  const auto trace = traces.find(grant.reward_id);
  if (trace != traces.end())
    record.headers.push_back({service::kTraceparent, service::NextSpan(trace->second)});
  return record;
}

}  // namespace

absl::Status RewardLog::Tell(absl::Span<const gamification::Grant> grants, const Traces& traces) {
  const std::int64_t oldest = parts_.now_ms() - kMaxAgeMs;
  std::vector<kafka::Record> records;
  for (const gamification::Grant& grant : grants) {
    if (grant.received_at_ms >= oldest) records.push_back(RecordOf(grant, traces));
  }
  const absl::Status sent = SendAll(parts_.producer, parts_.topic, records);
  if (sent.ok()) parts_.probe.Rewarded(records.size());
  return sent;
}

}  // namespace yachay::feature_store
