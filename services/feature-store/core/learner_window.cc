#include "core/learner_window.h"

#include "core/position.h"
#include "features/state_codec.h"

namespace yachay::feature_store {

using features::EventWindow;

std::vector<std::string> WindowKeys(const std::string& learner_id, const Buckets& buckets) {
  std::vector<std::string> keys = {WindowKey(learner_id)};
  for (const std::size_t bucket : buckets) keys.push_back(BucketKey(learner_id, bucket));
  return keys;
}

std::vector<std::string> AllWindowKeys(const std::string& learner_id) {
  Buckets all;
  for (std::size_t i = 0; i < EventWindow::kBuckets; ++i) all.insert(i);
  return WindowKeys(learner_id, all);
}

absl::Status ReadWindow(const std::optional<std::string>* values, const Buckets& buckets,
                        EventWindow* window) {
  absl::Status status;
  if (const auto& head = *values++) status = features::DecodeHead(*head, window);
  for (const std::size_t index : buckets) {
    const auto& bucket = *values++;
    if (status.ok() && bucket) status = features::DecodeBucket(*bucket, index, window);
  }
  return status;
}

void WriteWindow(const std::string& learner_id, const EventWindow& window, kv::WriteBatch* write) {
  write->Put(WindowKey(learner_id), features::EncodeHead(window));
  for (std::size_t i = 0; i < EventWindow::kBuckets; ++i) {
    if (window.changed(i)) write->Put(BucketKey(learner_id, i), features::EncodeBucket(window, i));
  }
}

}  // namespace yachay::feature_store
