// What main makes once and the parts of the service stand on.
#ifndef RECOMMENDATION_ADAPTERS_GROUND_H_
#define RECOMMENDATION_ADAPTERS_GROUND_H_

#include <string>

#include "adapters/sources.h"
#include "core/policy.h"
#include "core/texts.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "service/executor.h"

namespace yachay::recommendation {

class Probe;

// All of it outlives the parts.
struct Ground {
  const std::string& brokers;  // host:port,… of Kafka
  const events::Topics& topics;
  service::Executor& executor;
  Probe& probe;
  kafka::Producer& producer;      // of writes whose callers wait
  kafka::Producer& log_producer;  // of adapters/recommendation_log
  const Sources& sources;
  const Texts& texts;
  const Policy& policy;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_GROUND_H_
