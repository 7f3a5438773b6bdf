// One batch, from the request to the outcome of its last event.
#ifndef INGESTION_ADAPTERS_BATCH_PUBLISHER_H_
#define INGESTION_ADAPTERS_BATCH_PUBLISHER_H_

#include <grpcpp/support/status.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "adapters/event_log.h"
#include "adapters/probe.h"
#include "core/gate.h"
#include "core/quotas.h"
#include "events/validation.h"
#include "service/caller.h"

namespace yachay::ingestion::v1 {
class PublishRequest;
class PublishResponse;
}  // namespace yachay::ingestion::v1

namespace yachay::ingestion {

// How a batch ended.
struct Ended {
  grpc::Status status;
  std::int64_t pushback_ms = 0;  // with RESOURCE_EXHAUSTED: when the caller may come back
};

// Where a batch comes from.
struct Origin {
  std::string traceparent;  // W3C; empty: none
  service::Caller caller;   // What it may not report is rejected.
};

// What of an event is not the caller's to report (service/caller.h): another game, a learner not its own.
std::vector<events::Violation> Foreign(const service::Caller& caller, const events::Event& event);

// Thread-safe. What it is given must outlive it.
class BatchPublisher {
 public:
  using Clock = std::function<std::int64_t()>;  // Milliseconds since 1970 UTC.
  using Done = absl::AnyInvocable<void(Ended)>;

  BatchPublisher(EventLog& log, Quotas& quotas, Gate& gate, Probe& probe, Clock clock)
      : log_(log), quotas_(quotas), gate_(gate), probe_(probe), clock_(std::move(clock)) {}

  // Fills `response` and calls `done` once the broker has every accepted event; request and response must
  // live until then. `done` may run in this call or on the producer's thread: it must be short. The statuses
  // are those of Ingestion.Publish; after an error every event may be sent again.
  void Publish(const v1::PublishRequest& request, const Origin& origin, v1::PublishResponse* response,
               Done done);

  // Takes the tokens of so many events, or tells how a batch ends whose game is over its quota.
  std::optional<Ended> Charge(const Quotas::Wanted& events);

 private:
  using Admitted = std::vector<std::pair<int, events::Event>>;  // with their places in the request

  Admitted AdmitAll(const v1::PublishRequest& request, const service::Caller& caller,
                    v1::PublishResponse* response);
  void Send(const Admitted& admitted, const std::string& traceparent, const Load& load,
            v1::PublishResponse* response, Done done);

  EventLog& log_;
  Quotas& quotas_;
  Gate& gate_;
  Probe& probe_;
  const Clock clock_;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_BATCH_PUBLISHER_H_
