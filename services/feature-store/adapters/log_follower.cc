#include "adapters/log_follower.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/record_decoder.h"
#include "service/log.h"
#include "service/trace.h"

namespace yachay::feature_store {
namespace {

constexpr int kTakeTries = 10;

std::vector<std::int32_t> Numbers(const kafka::Partitions& partitions) {
  std::vector<std::int32_t> numbers;
  for (const auto& partition : partitions) numbers.push_back(partition.partition);
  return numbers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogFollower>> LogFollower::Create(const LogFollowerOptions& options,
                                                                 Generations& generations,
                                                                 DeadLetters& dead_letters, Probe& probe,
                                                                 RewardLog* rewards) {
  std::unique_ptr<LogFollower> follower(
      new LogFollower(options.topic, generations, dead_letters, probe, rewards));
  kafka::ConsumerOptions consumer_options;
  consumer_options.brokers = options.brokers;
  consumer_options.group = options.group;
  consumer_options.topics = {options.topic};
  consumer_options.client_id = "yachay-feature-store";
  consumer_options.properties = options.properties;
  consumer_options.log = options.log;
  kafka::ConsumerHooks hooks;
  hooks.handle = [self = follower.get()](kafka::Batch batch) { return self->Handle(batch); };
  hooks.on_assigned = [self = follower.get()](const kafka::Partitions& partitions) {
    return self->StartAt(partitions);
  };
  hooks.on_revoked = [self = follower.get()](const kafka::Partitions& partitions) {
    self->generations_.Release(Numbers(partitions));
  };
  auto consumer = kafka::Consumer::Create(std::move(consumer_options), std::move(hooks));
  if (!consumer.ok()) return consumer.status();
  follower->consumer_ = *std::move(consumer);
  return follower;
}

absl::Status LogFollower::Handle(kafka::Batch batch) {
  const DecodedBatch decoded = DecodeBatch(batch, generations_.current()->store());
  for (const DeadLetter& letter : decoded.letters) {
    service::LogWarn(
        "a record cannot be read: to the dead letters",
        {{"partition", letter.record->partition},
         {"offset", letter.record->offset},
         {"error", letter.error},
         {"trace_id", service::TraceIdOfHeader(kafka::FindHeader(*letter.record, service::kTraceparent))}});
  }
  if (absl::Status sent = dead_letters_.Send(decoded.letters); !sent.ok()) return sent;
  Announce announce;
  if (rewards_ != nullptr) announce = [&](auto grants) { return rewards_->Tell(grants, decoded.traces); };
  const auto counts = generations_.Apply(decoded.records, announce);
  if (!counts.ok()) return counts.status();
  probe_.Applied(*counts);
  return absl::OkStatus();
}

// A shared store that does not answer is waited for, but not so long that the group gives up on this process:
// then its partitions are read from the beginning, and what was applied is passed over.
kafka::Offsets LogFollower::StartAt(const kafka::Partitions& partitions) {
  absl::Status taken = generations_.Take(Numbers(partitions));
  for (int i = 0; i < kTakeTries && !taken.ok(); ++i) {
    service::LogWarn("the store does not tell where to go on", {{"error", std::string(taken.message())}});
    absl::SleepFor(absl::Seconds(1));
    taken = generations_.Take(Numbers(partitions));
  }
  kafka::Offsets offsets;
  for (const auto& partition : partitions) {
    offsets[partition] = generations_.NextOffset(partition.partition);
    service::LogInfo("following a partition",
                     {{"partition", partition.partition}, {"from", offsets[partition]}});
  }
  return offsets;
}

absl::Status LogFollower::Ready() const {
  if (consumer_->connected()) {
    met_broker_ = true;
    return consumer_->status();
  }
  return met_broker_ ? absl::OkStatus() : absl::UnavailableError("no broker answers");
}

std::map<std::int32_t, std::int64_t> LogFollower::EndOffsets(absl::Span<const std::int32_t> partitions,
                                                             absl::Duration timeout) const {
  kafka::Partitions asked;
  for (const std::int32_t partition : partitions) asked.insert(asked.end(), {topic_, partition});
  std::map<std::int32_t, std::int64_t> ends;
  const auto found = consumer_->EndOffsets(asked, timeout);
  if (!found.ok()) return ends;
  for (const auto& [at, end] : *found) ends[at.partition] = end;
  return ends;
}

std::vector<std::int32_t> LogFollower::Assigned() const {
  std::vector<std::int32_t> partitions;
  for (const auto& partition : consumer_->assigned()) partitions.push_back(partition.partition);
  return partitions;
}

}  // namespace yachay::feature_store
