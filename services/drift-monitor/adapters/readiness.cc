#include "adapters/readiness.h"

#include "absl/strings/str_cat.h"
#include "kafka/consumer.h"

namespace yachay::drift_monitor {

absl::Status CheckReady(const kafka::Consumer& consumer, const std::string& brokers) {
  if (!consumer.connected()) {
    return absl::UnavailableError(
        absl::StrCat("no Kafka broker answers at ", brokers, "; it is tried again"));
  }
  return consumer.status();
}

}  // namespace yachay::drift_monitor
