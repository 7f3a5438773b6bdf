#ifndef FEATURE_STORE_ADAPTERS_DEAD_LETTERS_H_
#define FEATURE_STORE_ADAPTERS_DEAD_LETTERS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "kafka/producer.h"
#include "kafka/record.h"

namespace yachay::feature_store {

// A record that could not be read, and why.
struct DeadLetter {
  const kafka::ReceivedRecord* record = nullptr;
  std::string error;
};

// The record for the dead letters: key, value and headers as received, and the headers error, original_topic,
// original_partition, original_offset and attempt. A letter may come twice (a crash between the letter and
// the position): topic, partition and offset of the original tell.
kafka::Record ToDeadLetter(const DeadLetter& letter, int attempt);

// Thread-safe. `producer` must outlive it.
class DeadLetters {
 public:
  DeadLetters(kafka::Producer& producer, std::string topic) : producer_(producer), topic_(std::move(topic)) {}

  // Blocks until the broker has every letter. An error: it may not have all; send them again.
  absl::Status Send(absl::Span<const DeadLetter> letters);

 private:
  kafka::Producer& producer_;
  const std::string topic_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_DEAD_LETTERS_H_
