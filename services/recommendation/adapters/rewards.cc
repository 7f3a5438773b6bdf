#include "adapters/rewards.h"

#include <algorithm>
#include <utility>

#include "adapters/cloud_event.h"
#include "events/local_day.h"
#include "gamification/codec.h"
#include "service/log.h"

namespace yachay::recommendation {

absl::StatusOr<std::unique_ptr<Rewards>> Rewards::Create(const std::string& brokers, const std::string& topic,
                                                         std::function<void(const ToldReward&)> on_new) {
  std::unique_ptr<Rewards> rewards(new Rewards(std::move(on_new)));
  auto reader = kafka::LogReader::Create({.brokers = brokers,
                                          .topic = topic,
                                          .client_id = "yachay-recommendation-rewards",
                                          .properties = {},
                                          .log = &LogKafka});
  if (!reader.ok()) return reader.status();
  rewards->reader_ = *std::move(reader);
  return rewards;
}

void Rewards::Start() {
  reader_->Follow([this](kafka::Batch batch) { return Apply(batch); });
}

void Rewards::Stop() {
  if (reader_ != nullptr) reader_->Stop();
}

absl::Status Rewards::ready() const {
  if (reader_->caught_up()) return absl::OkStatus();
  return absl::UnavailableError("the rewards are still being read from the log; ask another pod, or again");
}

absl::Status Rewards::Apply(kafka::Batch batch) {
  const bool is_new = reader_->caught_up();
  for (const kafka::ReceivedRecord& record : batch) {
    auto reward = std::make_shared<gamification::v1::RewardGranted>();
    const bool parsed = reward->ParseFromString(record.value);
    const auto grant = gamification::FromProto(*reward);
    if (!parsed || !grant.ok()) {
      ++skipped_;
      service::LogWarn("passed over a record of the rewards",
                       {{"partition", record.partition}, {"offset", record.offset}});
      continue;
    }
    const ToldReward told{std::move(reward), record.timestamp_ms};
    absl::MutexLock lock(&mutex_);
    boards_.Apply(*grant);
    Keep(told);
    if (is_new) on_new_(told);
  }
  return absl::OkStatus();
}

void Rewards::Keep(ToldReward told) {
  recent_.push_back(std::move(told));
  if (recent_.size() <= kRecent) return;
  dropped_up_to_ms_ = std::max(dropped_up_to_ms_, recent_.front().logged_ms);
  recent_.pop_front();
}

std::optional<gamification::Leaderboard> Rewards::Find(const std::string& learner_id,
                                                       std::optional<std::int32_t> week,
                                                       std::int64_t now_ms) const {
  absl::MutexLock lock(&mutex_);
  if (!week) week = gamification::WeekOf(events::LocalDay(now_ms, boards_.UtcOffset(learner_id)));
  return boards_.Find(learner_id, *week);
}

void Rewards::Listen(const std::string& learner_id, std::int64_t since_ms,
                     absl::FunctionRef<void(const std::vector<ToldReward>&, bool all)> begin) const {
  absl::MutexLock lock(&mutex_);
  std::vector<ToldReward> missed;
  for (const ToldReward& told : recent_) {
    if (told.logged_ms >= since_ms && told.reward->learner_id() == learner_id) missed.push_back(told);
  }
  begin(missed, since_ms > dropped_up_to_ms_);
}

std::size_t Rewards::learners() const {
  absl::MutexLock lock(&mutex_);
  return boards_.learners();
}

}  // namespace yachay::recommendation
