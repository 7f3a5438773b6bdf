#ifndef FEATURE_STORE_ADAPTERS_RECORD_DECODER_H_
#define FEATURE_STORE_ADAPTERS_RECORD_DECODER_H_

#include <vector>

#include "adapters/dead_letters.h"
#include "adapters/reward_log.h"
#include "core/log_record.h"
#include "core/state_store.h"
#include "kafka/record.h"

namespace yachay::feature_store {

// A batch of the consumer, read. The letters point into the batch.
struct DecodedBatch {
  std::vector<LogRecord> records;
  std::vector<DeadLetter> letters;  // one for each record without an event
  Traces traces;                    // of the events whose record carries one
};

// Leaves out what the store has applied already, so that a re-delivered bad record is not sent to the dead
// letters again.
DecodedBatch DecodeBatch(absl::Span<const kafka::ReceivedRecord> batch, const StateStore& store);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_RECORD_DECODER_H_
