#ifndef FEATURE_STORE_ADAPTERS_REWARD_LOG_H_
#define FEATURE_STORE_ADAPTERS_REWARD_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "adapters/probe.h"
#include "gamification/grant.h"
#include "kafka/producer.h"

namespace yachay::feature_store {

// By event id: the traceparent that its record carries.
using Traces = std::unordered_map<std::string, std::string>;

// Tells rewards on the topic rewards. Those of events that came longer ago than the topic keeps its records
// are not told: a store that folds the log anew tells what is of interest still. Thread-safe; what it is
// given must outlive it.
class RewardLog {
 public:
  static constexpr std::int64_t kMaxAgeMs = 30LL * 86'400'000;

  struct Parts {
    kafka::Producer& producer;
    std::string topic;
    std::function<std::int64_t()> now_ms;  // milliseconds since 1970 UTC
    Probe& probe;
  };
  explicit RewardLog(Parts parts) : parts_(std::move(parts)) {}

  // Each goes on in the trace of its event, where that has one. Blocks until the broker has every one. An
  // error: it may not have all; the same ones are told again later.
  absl::Status Tell(absl::Span<const gamification::Grant> grants, const Traces& traces);

 private:
  const Parts parts_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_REWARD_LOG_H_
