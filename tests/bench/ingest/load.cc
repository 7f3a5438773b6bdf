#include "load.h"

#include <chrono>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "events/cloud_event.h"
#include "events/codec.h"

namespace yachay::bench {

std::vector<ingestion::v1::PublishStreamRequest> Batches(int batches, int per_batch) {
  const std::int64_t now_ms = absl::ToUnixMillis(absl::Now());
  std::vector<ingestion::v1::PublishStreamRequest> out(static_cast<std::size_t>(batches));
  for (int n = 0; n < batches * per_batch; ++n) {
    events::Event event;
    event.event_id = absl::StrFormat("123e4567-e89b-42d3-a456-%012d", n);
    event.learner_id = absl::StrFormat("learner-%04d", n * 7919 % 1000);
    event.game_id = "math-quest";
    event.device_id = absl::StrFormat("phone-%04d", n % 1000);
    event.occurred_at_ms = now_ms - n;
    event.utc_offset_ms = -5 * 3'600'000;
    event.payload = events::ItemAttempted{
        absl::StrFormat("add-%d", n % 50), {"addition"}, n % 3 != 0, 1200 + n % 900, 0, 4};
    *out[static_cast<std::size_t>(n / per_batch)].mutable_batch()->add_events() = events::ToProto(event);
  }
  return out;
}

std::vector<PlainRecord> Records(const std::vector<ingestion::v1::PublishStreamRequest>& batches) {
  std::vector<PlainRecord> records;
  for (const auto& batch : batches) {
    for (const auto& proto : batch.batch().events()) {
      events::Event event = events::FromProto(proto);
      event.received_at_ms = event.occurred_at_ms;
      records.push_back({event.learner_id, events::Encode(event), events::CloudEventHeaders(event)});
    }
  }
  return records;
}

double Seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace yachay::bench
