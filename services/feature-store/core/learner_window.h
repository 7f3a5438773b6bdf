#ifndef FEATURE_STORE_CORE_LEARNER_WINDOW_H_
#define FEATURE_STORE_CORE_LEARNER_WINDOW_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "features/event_window.h"
#include "kv/store.h"

// A learner's event window in the key-value store: a head and up to 32 buckets of ids, of which a batch reads
// and writes only those of its own events.
namespace yachay::feature_store {

using Buckets = std::set<std::size_t>;

// The keys of the head and of those buckets, in this order.
std::vector<std::string> WindowKeys(const std::string& learner_id, const Buckets& buckets);
// All that there can be, for erasure.
std::vector<std::string> AllWindowKeys(const std::string& learner_id);

// From the values of WindowKeys(), in their order. The errors of features::DecodeHead and DecodeBucket.
absl::Status ReadWindow(const std::optional<std::string>* values, const Buckets& buckets,
                        features::EventWindow* window);

// Puts the head and the buckets that have changed.
void WriteWindow(const std::string& learner_id, const features::EventWindow& window, kv::WriteBatch* write);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_LEARNER_WINDOW_H_
