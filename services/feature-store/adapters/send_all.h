#ifndef FEATURE_STORE_ADAPTERS_SEND_ALL_H_
#define FEATURE_STORE_ADAPTERS_SEND_ALL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "kafka/producer.h"

namespace yachay::feature_store {

// Blocks until the broker has every record. An error, with the topic: it may not have all; send them again.
absl::Status SendAll(kafka::Producer& producer, const std::string& topic,
                     absl::Span<const kafka::Record> records);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_SEND_ALL_H_
