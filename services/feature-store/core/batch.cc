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

absl::Status Batch::Load(const kv::Store& kv, const ErasureHash& hash) {
  std::vector<std::string> keys;
  for (auto& [id, learner] : learners_) {
    learner.erasure_key = hash.Key(id);
    keys.push_back(learner.erasure_key);
    keys.push_back(StateKey(id));
    for (std::string& key : WindowKeys(id, learner.buckets)) keys.push_back(std::move(key));
  }
  const auto values = kv.MultiGet(keys);
  if (!values.ok()) return values.status();
  auto value = values->begin();
  for (auto& [id, learner] : learners_) {
    if (const auto& bytes = *value++) {
      auto erasure = DecodeErasure(*bytes);
      if (!erasure.ok()) return erasure.status();
      learner.erasure = *std::move(erasure);
    }
    learner.known = *value || *(value + 1);
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

void Batch::Fold(const features::FoldRules& rules, features::ConsentRule consent) {
  for (const LogRecord* record : fresh_) {
    PartitionPosition& position = positions_[record->partition];
    if (!record->event) {
      ++position.dead_lettered;
      ++counts_.dead_lettered;
      continue;
    }
    FoldOne(*record, learners_[record->event->learner_id], position, rules, consent);
  }
}

void Batch::FoldOne(const LogRecord& record, Learner& learner, PartitionPosition& position,
                    const features::FoldRules& rules, features::ConsentRule consent) {
  if (learner.erasure) return Drop(record, *learner.erasure, position);
  const std::uint64_t events = learner.state.events;
  const gamification::Play before = rules.rewards != nullptr ? learner.state.play : gamification::Play{};
  const gamification::Standing stood = features::StandingOf(learner.state);
  const auto result = features::ApplyPermitted(learner.state, learner.window, *record.event,
                                               {record.partition, record.offset}, rules, consent);
  const bool applied = result == features::FoldResult::kApplied;
  learner.changed |= applied;
  ++(applied ? position.applied : position.duplicates);
  ++(applied ? counts_.applied : counts_.duplicates);
  if (applied && rules.rewards != nullptr)
    Reward(*record.event, before, stood, learner.state, *rules.rewards);
  if (!applied || !std::holds_alternative<events::ErasureRequested>(record.event->payload)) return;
  learner.erasure = MakeErasure(*record.event, record.partition, record.offset, events);
  ++counts_.erasures;
}

// What is in the erasure's numbers already comes of a batch of a shared store that was given up half done.
void Batch::Drop(const LogRecord& record, Erasure& erasure, PartitionPosition& position) {
  const auto last = erasure.counted.try_emplace(record.partition, -1).first;
  if (record.offset <= last->second) {
    ++position.duplicates;
    ++counts_.duplicates;
    return;
  }
  last->second = record.offset;
  ++erasure.dropped_events;
  ++position.erased;
  ++counts_.erased;
}

void Batch::Reward(const events::Event& event, const gamification::Play& before,
                   const gamification::Standing& stood, const features::LearnerState& state,
                   const gamification::Rules& rules) {
  gamification::Standing standing = features::StandingOf(state);
  const bool moved = standing.classroom_id != stood.classroom_id || standing.opted_out != stood.opted_out ||
                     standing.grade != stood.grade;
  auto grant = gamification::GrantOf(before, state.play, event, rules, moved);
  if (!grant) return;
  grant->standing = std::move(standing);
  grants_.push_back(*std::move(grant));
}

std::vector<std::string> Batch::learner_ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, learner] : learners_) ids.push_back(id);
  return ids;
}

kv::WriteBatch Batch::ToWrite() const {
  kv::WriteBatch write;
  for (const auto& [id, learner] : learners_) {
    if (learner.erasure) {
      if (learner.known) {  // also what a process of a shared store left that was overtaken
        write.Delete(StateKey(id));
        for (const std::string& key : AllWindowKeys(id)) write.Delete(key);
      }
      write.Put(learner.erasure_key, EncodeErasure(*learner.erasure));
      continue;
    }
    if (learner.changed) write.Put(StateKey(id), features::EncodeState(learner.state));
    WriteWindow(id, learner.window, &write);
  }
  for (const std::int32_t partition : moved_) {
    write.Put(PositionKey(partition), EncodePosition(positions_.at(partition)));
  }
  return write;
}

}  // namespace yachay::feature_store
