// What learners asked for lately, from the topic of recommendations.
#ifndef RECOMMENDATION_ADAPTERS_DEMAND_LOG_H_
#define RECOMMENDATION_ADAPTERS_DEMAND_LOG_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/demand.h"
#include "kafka/log_reader.h"

namespace yachay::recommendation {

// Reads the latest records of each partition, and on, so that every pod counts the same answers, whoever gave
// them.
class DemandLog {
 public:
  // last: so many records of each partition's past. The errors of kafka::LogReader::Create. demand outlives
  // it.
  static absl::StatusOr<std::unique_ptr<DemandLog>> Create(const std::string& brokers,
                                                           const std::string& topic, std::int64_t last,
                                                           Demand& demand);
  void Start();
  void Stop();  // idempotent
  kafka::Backlog backlog() { return reader_->backlog(); }

 private:
  DemandLog(Demand& demand, std::unique_ptr<kafka::LogReader> reader)
      : demand_(demand), reader_(std::move(reader)) {}
  absl::Status Count(kafka::Batch batch);

  Demand& demand_;
  const std::unique_ptr<kafka::LogReader> reader_;  // last: its thread uses the rest
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_DEMAND_LOG_H_
