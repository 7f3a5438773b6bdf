#include "kafka/pump.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "kafka/client.h"
#include "kafka/message.h"

namespace yachay::kafka {
namespace {

using Message = std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)>;

Message Poll(rd_kafka_t* handle, absl::Duration wait) {
  const auto milliseconds =
      static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(wait, absl::Milliseconds(1))));
  return {rd_kafka_consumer_poll(handle, milliseconds), &rd_kafka_message_destroy};
}

PartitionList ListOf(const std::set<TopicPartition>& partitions) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const TopicPartition& at : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), at.topic.c_str(), at.partition);
  }
  return list;
}

}  // namespace

Offsets KnownEnds(rd_kafka_t* handle, const Partitions& partitions) {
  Offsets ends;
  for (const TopicPartition& at : partitions) {
    int64_t low = 0;
    int64_t high = 0;
    rd_kafka_get_watermark_offsets(handle, at.topic.c_str(), at.partition, &low, &high);
    if (high >= 0) ends[at] = high;
  }
  return ends;
}

absl::Duration PauseAfter(int failures, absl::Duration first, absl::Duration last) {
  return std::min(last, first * (int64_t{1} << std::clamp(failures - 1, 0, 30)));
}

absl::StatusOr<Offsets> Pump::Turn(rd_kafka_t* handle, const Handler& handler, absl::Duration wait) {
  if (failures_ > 0) wait = std::clamp(retry_at_ - absl::Now(), absl::ZeroDuration(), wait);
  Gather(handle, wait);
  if (failures_ > 0) PausePending(handle);
  if (absl::Now() < retry_at_) return Offsets();
  if (!pending_.empty()) {
    SeeEnds(handle);
    if (absl::Status handled = handler(pending_); !handled.ok()) return Failed(handle, std::move(handled));
  }
  return Succeeded(handle);
}

void Pump::Gather(rd_kafka_t* handle, absl::Duration wait) {
  // One message more than wanted may come while paused: it follows the others, so order is kept.
  Message message = Poll(handle, wait);
  while (message != nullptr) {
    Take(*message);
    if (pending_.size() >= static_cast<size_t>(options_.max_batch)) return;
    message = Poll(handle, absl::ZeroDuration());
  }
}

void Pump::Take(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    poll_error_ = absl::OkStatus();
    pending_.push_back(ToRecord(message));
  } else if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    reached_[PartitionOf(message)] = message.offset;
  } else {
    poll_error_ = ToStatus(message.err, rd_kafka_message_errstr(&message));
  }
}

// Asks nobody: the answer that brought a partition's first records told its end too.
void Pump::SeeEnds(rd_kafka_t* handle) {
  Partitions unknown = progress_->without_end();
  if (unknown.empty()) return;
  const Offsets next = NextOffsets(pending_);
  // What is known of the others may be from before.
  std::erase_if(unknown, [&](const TopicPartition& at) { return !next.contains(at); });
  progress_->SetEnds(KnownEnds(handle, unknown));
}

absl::Status Pump::Failed(rd_kafka_t* handle, absl::Status error) {
  error_ = std::move(error);
  ++failures_;
  PausePending(handle);
  retry_at_ = absl::Now() + PauseAfter(failures_, options_.first_retry, options_.last_retry);
  return error_;
}

Offsets Pump::Succeeded(rd_kafka_t* handle) {
  Offsets handled = NextOffsets(pending_);
  progress_->Advance(Batch(pending_));
  pending_.clear();
  // After the records: an end may lie beyond the last of them, behind markers that no reader sees.
  progress_->Advance(reached_);
  progress_->SetEnds(reached_);
  reached_.clear();
  if (!paused_.empty()) rd_kafka_resume_partitions(handle, ListOf(std::exchange(paused_, {})).get());
  failures_ = 0;
  error_ = absl::OkStatus();
  return handled;
}

void Pump::Drop(rd_kafka_t* handle, const Partitions& partitions) {
  const std::set<TopicPartition> gone(partitions.begin(), partitions.end());
  std::erase_if(pending_, [&](const ReceivedRecord& r) { return gone.contains({r.topic, r.partition}); });
  std::erase_if(reached_, [&](const auto& entry) { return gone.contains(entry.first); });
  std::set<TopicPartition> resume;
  std::erase_if(paused_,
                [&](const TopicPartition& at) { return gone.contains(at) && resume.insert(at).second; });
  if (!resume.empty()) rd_kafka_resume_partitions(handle, ListOf(resume).get());
  if (!pending_.empty()) return;
  failures_ = 0;
  error_ = absl::OkStatus();
  retry_at_ = absl::InfinitePast();
}

void Pump::PausePending(rd_kafka_t* handle) {
  std::set<TopicPartition> pause;
  for (const ReceivedRecord& record : pending_) {
    TopicPartition at{record.topic, record.partition};
    if (paused_.insert(at).second) pause.insert(std::move(at));
  }
  if (!pause.empty()) rd_kafka_pause_partitions(handle, ListOf(pause).get());
}

}  // namespace yachay::kafka
