#include "adapters/record_decoder.h"

#include "events/codec.h"
#include "service/trace.h"

namespace yachay::feature_store {

DecodedBatch DecodeBatch(absl::Span<const kafka::ReceivedRecord> batch, const StateStore& store) {
  DecodedBatch out;
  for (const kafka::ReceivedRecord& record : batch) {
    if (record.offset < store.NextOffset(record.partition)) continue;
    auto event = events::Decode(record.value);
    if (event.ok()) {
      const std::string trace = service::TraceparentOf(kafka::FindHeader(record, service::kTraceparent));
      if (!trace.empty()) out.traces.emplace(event->event_id, trace);
      out.records.push_back({record.partition, record.offset, *std::move(event)});
    } else {
      out.records.push_back({record.partition, record.offset, std::nullopt});
      out.letters.push_back({&record, std::string(event.status().message())});
    }
  }
  return out;
}

}  // namespace yachay::feature_store
