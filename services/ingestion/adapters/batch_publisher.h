// One batch, from the request to the outcome of its last event.
#ifndef INGESTION_ADAPTERS_BATCH_PUBLISHER_H_
#define INGESTION_ADAPTERS_BATCH_PUBLISHER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "adapters/event_log.h"
#include "service/metrics.h"

namespace grpc {
class Status;
}
namespace yachay::ingestion::v1 {
class PublishRequest;
class PublishResponse;
}  // namespace yachay::ingestion::v1

namespace yachay::ingestion {

// Thread-safe. What it is given must outlive it.
class BatchPublisher {
 public:
  using Clock = std::function<int64_t()>;  // Milliseconds since 1970 UTC.
  using Done = absl::AnyInvocable<void(grpc::Status)>;

  BatchPublisher(EventLog& log, service::Metrics& metrics, Clock clock);

  // Fills `response` and calls `done` once the broker has every accepted event; request and response must live until then.
  // `done` may run in this call or on the producer's thread: it must be short. The statuses are those of
  // Ingestion.Publish; after an error every event may be sent again.
  void Publish(const v1::PublishRequest& request, const std::string& traceparent, v1::PublishResponse* response,
               Done done);

 private:
  EventLog& log_;
  const Clock clock_;
  prometheus::Counter& accepted_;
  prometheus::Counter& rejected_;
  prometheus::Counter& failed_;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_BATCH_PUBLISHER_H_
