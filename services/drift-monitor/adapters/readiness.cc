#include "adapters/readiness.h"

#include "absl/strings/str_cat.h"
#include "adapters/following.h"
#include "kafka/consumer.h"

namespace yachay::drift_monitor {

absl::Status CheckReady(const kafka::Consumer& consumer, const Following& following,
                        const std::string& brokers) {
  if (!consumer.connected()) {
    return absl::UnavailableError(
        absl::StrCat("no Kafka broker answers at ", brokers, "; it is tried again"));
  }
  if (absl::Status followed = following.status(); !followed.ok()) return followed;
  return consumer.status();
}

}  // namespace yachay::drift_monitor
