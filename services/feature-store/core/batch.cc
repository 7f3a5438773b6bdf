#include "core/batch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "features/state_codec.h"

namespace yachay::feature_store {
namespace {

absl::Status Damaged(const std::string& learner_id, const absl::Status& cause) {
  return absl::Status(cause.code(), absl::StrCat("learner ", learner_id, ": ", cause.message()));
}

}  // namespace

Batch::Batch(absl::Span<const LogRecord> records, Positions positions) : positions_(std::move(positions)) {
  for (const LogRecord& record : records) {
    PartitionPosition& position = positions_[record.partition];
    if (record.offset < position.next_offset) continue;
    position.next_offset = record.offset + 1;
    moved_.insert(record.partition);
    fresh_.push_back(&record);
    if (!record.event) continue;
    const features::EventId id = features::ParseEventId(record.event->event_id);
    learners_[record.event->learner_id].buckets.insert(features::EventWindow::BucketOf(id));
  }
}

absl::Status Batch::Load(const kv::Store& kv) {
  std::vector<std::string> keys;
  for (const auto& [id, learner] : learners_) {
    keys.push_back(StateKey(id));
    for (std::string& key : WindowKeys(id, learner.buckets)) keys.push_back(std::move(key));
  }
  const auto values = kv.MultiGet(keys);
  if (!values.ok()) return values.status();
  auto value = values->begin();
  for (auto& [id, learner] : learners_) {
    if (const auto& bytes = *value++) {
      auto state = features::DecodeState(*bytes);
      if (!state.ok()) return Damaged(id, state.status());
      learner.state = *std::move(state);
    }
    if (absl::Status read = ReadWindow(&*value, learner.buckets, &learner.window); !read.ok())
      return Damaged(id, read);
    value += 1 + static_cast<std::ptrdiff_t>(learner.buckets.size());
  }
  return absl::OkStatus();
}

void Batch::Fold(const features::FoldRules& rules) {
  for (const LogRecord* record : fresh_) {
    PartitionPosition& position = positions_[record->partition];
    if (!record->event) {
      ++position.dead_lettered;
      ++counts_.dead_lettered;
      continue;
    }
    Learner& learner = learners_[record->event->learner_id];
    const auto result = features::Apply(learner.state, learner.window, *record->event,
                                        {record->partition, record->offset}, rules);
    const bool applied = result == features::FoldResult::kApplied;
    learner.changed |= applied;
    ++(applied ? position.applied : position.duplicates);
    ++(applied ? counts_.applied : counts_.duplicates);
  }
}

kv::WriteBatch Batch::ToWrite() const {
  kv::WriteBatch write;
  for (const auto& [id, learner] : learners_) {
    if (learner.changed) write.Put(StateKey(id), features::EncodeState(learner.state));
    WriteWindow(id, learner.window, &write);
  }
  for (const std::int32_t partition : moved_) {
    write.Put(PositionKey(partition), EncodePosition(positions_.at(partition)));
  }
  return write;
}

}  // namespace yachay::feature_store
