#include "adapters/log_follower.h"

#include <utility>

#include "adapters/record_decoder.h"
#include "service/log.h"

namespace yachay::feature_store {

absl::StatusOr<std::unique_ptr<LogFollower>> LogFollower::Create(const LogFollowerOptions& options,
                                                                 Generations& generations,
                                                                 DeadLetters& dead_letters, Probe& probe) {
  std::unique_ptr<LogFollower> follower(new LogFollower(options.topic, generations, dead_letters, probe));
  kafka::ConsumerOptions consumer_options;
  consumer_options.brokers = options.brokers;
  consumer_options.group = options.group;
  consumer_options.topics = {options.topic};
  consumer_options.client_id = "yachay-feature-store";
  consumer_options.properties = options.properties;
  // A killed process leaves its partitions to the others, or to its own successor, only when its session has
  // run out.
  consumer_options.properties.try_emplace("session.timeout.ms", "10000");
  consumer_options.log = options.log;
  kafka::ConsumerHooks hooks;
  hooks.handle = [self = follower.get()](kafka::Batch batch) { return self->Handle(batch); };
  hooks.on_assigned = [self = follower.get()](const kafka::Partitions& partitions) {
    return self->StartAt(partitions);
  };
  auto consumer = kafka::Consumer::Create(std::move(consumer_options), std::move(hooks));
  if (!consumer.ok()) return consumer.status();
  follower->consumer_ = *std::move(consumer);
  return follower;
}

absl::Status LogFollower::Handle(kafka::Batch batch) {
  const DecodedBatch decoded = DecodeBatch(batch, generations_.current()->store());
  for (const DeadLetter& letter : decoded.letters) {
    service::LogWarn("a record cannot be read: to the dead letters", {{"partition", letter.record->partition},
                                                                      {"offset", letter.record->offset},
                                                                      {"error", letter.error}});
  }
  if (absl::Status sent = dead_letters_.Send(decoded.letters); !sent.ok()) return sent;
  const auto counts = generations_.Apply(decoded.records);
  if (counts.ok()) probe_.Applied(*counts);
  return counts.status();
}

kafka::Offsets LogFollower::StartAt(const kafka::Partitions& partitions) const {
  kafka::Offsets offsets;
  for (const auto& partition : partitions) {
    offsets[partition] = generations_.NextOffset(partition.partition);
    service::LogInfo("following a partition",
                     {{"partition", partition.partition}, {"from", offsets[partition]}});
  }
  return offsets;
}

absl::Status LogFollower::Ready() const {
  if (absl::Status status = consumer_->status(); !status.ok()) return status;
  return consumer_->connected() ? absl::OkStatus() : absl::UnavailableError("no broker answers");
}

std::int64_t LogFollower::Lag() const {
  std::int64_t sum = 0;
  for (const auto& [partition, lag] : consumer_->lag()) sum += lag;
  return sum;
}

std::int64_t LogFollower::EndOffset(std::int32_t partition) const {
  return consumer_->EndOffset({topic_, partition}, absl::Seconds(2)).value_or(-1);
}

std::vector<std::int32_t> LogFollower::Assigned() const {
  std::vector<std::int32_t> partitions;
  for (const auto& partition : consumer_->assigned()) partitions.push_back(partition.partition);
  return partitions;
}

}  // namespace yachay::feature_store
