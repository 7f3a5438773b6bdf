#include "adapters/shared_follower.h"

#include "absl/strings/str_cat.h"
#include "adapters/pane_log.h"
#include "adapters/pane_steps.h"
#include "adapters/prediction_decoder.h"

namespace yachay::drift_monitor {

SharedFollower::SharedFollower(Monitor& monitor, PaneLog& log, Judge::Ask ask, FollowerEvents events,
                               SharedFollowerOptions options)
    : monitor_(monitor),
      log_(log),
      events_(std::move(events)),
      options_(std::move(options)),
      status_(absl::UnavailableError("the topic of panes is being read")),
      judge_(monitor, log, std::move(ask)) {}

SharedFollower::~SharedFollower() { Stop(); }

absl::Status SharedFollower::status() const {
  absl::MutexLock lock(&mutex_);
  return status_;
}

absl::Status SharedFollower::Handle(kafka::Batch batch) {
  absl::MutexLock lock(&mutex_);
  for (auto& [partition, reading] : reading_) {
    if (absl::Status s = Send(reading); !s.ok()) return s;
  }
  for (const kafka::ReceivedRecord& record : batch) {
    if (absl::Status s = Take(record); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status SharedFollower::Take(const kafka::ReceivedRecord& record) {
  const auto reading = reading_.find(record.partition);
  if (reading == reading_.end()) {
    return absl::FailedPreconditionError(
        absl::StrCat("partition ", record.partition, " of ", record.topic,
                     " was claimed by another process: it is read again once the group assigns it anew"));
  }
  PartitionFold& fold = reading->second.fold;
  if (record.offset < fold.next()) return absl::OkStatus();  // counted before
  const auto row = DecodePrediction(record);
  if (!row.ok()) {
    events_.unreadable(record, row.status());
    fold.Skip(record.offset, options_.now());
    return absl::OkStatus();
  }
  const auto outcome = fold.Take(*row, record.offset, options_.now());
  if (!outcome.ok()) return outcome.status();
  events_.taken(*outcome);
  if (fold.due()) reading->second.unsent = fold.Advance(false);
  return Send(reading->second);
}

// The same step again after an error: when the first did reach the topic, the second is passed over.
absl::Status SharedFollower::Send(Reading& reading) {
  if (!reading.unsent.has_value()) return absl::OkStatus();
  if (absl::Status s = log_.Append(ToProto(*reading.unsent)); !s.ok()) return s;
  reading.unsent.reset();
  return absl::OkStatus();
}

kafka::Offsets SharedFollower::Positions(const kafka::Partitions& assigned) {
  std::vector<int> partitions;
  for (const kafka::TopicPartition& at : assigned) partitions.push_back(at.partition);
  if (partitions.empty()) return {};
  if (absl::Status s = Claim(partitions); !s.ok()) {
    options_.lost(s);
    return {};
  }
  absl::MutexLock lock(&mutex_);
  kafka::Offsets positions;
  for (const kafka::TopicPartition& at : assigned) {
    const auto reading = reading_.find(at.partition);
    if (reading != reading_.end() && heads_->at(at.partition).last.has_value()) {
      positions[at] = reading->second.fold.next();
    }
  }
  return positions;
}

// All steps that count before this one were taken in when the claim has come back.
absl::Status SharedFollower::Claim(const std::vector<int>& partitions) {
  if (absl::Status s = log_.Append(ClaimOf(partitions)); !s.ok()) return s;
  const auto claimed = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    if (stopping_.HasBeenNotified()) return true;
    for (const int partition : partitions) {
      if (!heads_.has_value() || !heads_->Has(partition)) return false;
      if (heads_->at(partition).owner != log_.writer()) return false;
    }
    return true;
  };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(&claimed), options_.claim_within)) {
    return absl::DeadlineExceededError("the claim of partitions has not come back from the topic of panes");
  }
  for (const int partition : partitions) {
    if (stopping_.HasBeenNotified()) break;
    if (absl::Status s = Begin(partition); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status SharedFollower::Begin(int partition) {
  PartitionFold fold(
      partition, monitor_.options().windows, monitor_.options().group_columns,
      [this](const std::string& model, uint64_t version) { return monitor_.ReferenceOf(model, version); },
      options_.now());
  if (const auto& last = heads_->at(partition).last; last.has_value()) {
    if (absl::Status s = fold.Restore(*last); !s.ok()) return s;
  }
  reading_.erase(partition);
  reading_.emplace(partition, Reading{std::move(fold), std::nullopt});
  return absl::OkStatus();
}

void SharedFollower::Revoke(const kafka::Partitions& revoked) {
  absl::MutexLock lock(&mutex_);
  for (const kafka::TopicPartition& at : revoked) reading_.erase(at.partition);
}

}  // namespace yachay::drift_monitor
