#include "adapters/following.h"

#include <unistd.h>

#include <csignal>
#include <memory>

#include "adapters/pane_log.h"
#include "adapters/shared_follower.h"
#include "adapters/state_store.h"
#include "core/state_keys.h"
#include "kafka/log_reader.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

constexpr absl::Duration kAsk = absl::Seconds(10);

// Drains and ends; who runs the process starts it again.
void EndOnLoss(const absl::Status& why) {
  service::LogError("cannot go on", {{"reason", why.message()}});
  kill(getpid(), SIGTERM);
}

absl::StatusOr<int> CountPartitions(const std::string& brokers, const std::string& topic) {
  const auto reader = kafka::LogReader::Create({.brokers = brokers,
                                                .topic = topic,
                                                .client_id = "yachay-drift-monitor",
                                                .properties = {},
                                                .log = &service::LogSyslog});
  if (!reader.ok()) return reader.status();
  const auto partitions = (*reader)->ListPartitions(kAsk);
  if (!partitions.ok()) return partitions.status();
  return static_cast<int>(partitions->size());
}

}  // namespace

absl::StatusOr<Following> FollowAlone(Monitor& monitor, const std::string& state_dir,
                                      PredictionFollower::Ask ask, FollowerEvents events) {
  auto opened = StateStore::Open(state_dir);
  if (!opened.ok()) return opened.status();
  const std::shared_ptr<StateStore> store = *std::move(opened);
  // The store outlives it: the last function to go holds both.
  const auto follower =
      std::make_shared<PredictionFollower>(monitor, *store, std::move(ask), std::move(events));
  if (absl::Status loaded = follower->Load(); !loaded.ok()) return loaded;
  return Following{
      .hooks = {.handle = [follower, store](kafka::Batch batch) { return follower->Handle(batch); },
                .on_assigned = [follower](const kafka::Partitions& at) { return follower->Positions(at); },
                .on_revoked = {}},
      .start = [](kafka::Consumer& consumer) { consumer.Start(); },
      .stop = [](kafka::Consumer& consumer) { consumer.Stop(); },
      .status = [] { return absl::OkStatus(); },
      .set_reference =
          [store, &monitor](const std::string& model, uint64_t version,
                            const std::shared_ptr<const drift::Reference>& reference) {
            absl::Status kept = store->SaveEntry(ReferenceKey(model, version), reference->ToJson());
            if (kept.ok()) monitor.SetReference(model, version, reference);
            return kept;
          }};
}

absl::StatusOr<Following> FollowTogether(Monitor& monitor, const std::string& brokers,
                                         const events::Topics& topics, int keep_every,
                                         PredictionFollower::Ask ask, FollowerEvents events) {
  auto opened = PaneLog::Open(brokers, topics.drift_panes());
  if (!opened.ok()) return opened.status();
  const std::shared_ptr<PaneLog> log = *std::move(opened);
  const auto follower = std::make_shared<SharedFollower>(
      monitor, *log, std::move(ask), std::move(events),
      SharedFollowerOptions{
          .partitions = [brokers, topic = topics.predictions()] { return CountPartitions(brokers, topic); },
          .lost = &EndOnLoss,
          .keep_every = keep_every});
  return Following{
      .hooks = {.handle = [follower, log](kafka::Batch batch) { return follower->Handle(batch); },
                .on_assigned = [follower](const kafka::Partitions& at) { return follower->Positions(at); },
                .on_revoked = [follower](const kafka::Partitions& at) { follower->Revoke(at); }},
      .start =
          [follower, topic = topics.predictions()](kafka::Consumer& consumer) {
            follower->Start([&consumer] { consumer.Start(); },
                            [&consumer, topic](int partition) {
                              const kafka::Offsets lag = consumer.lag();
                              const auto at = lag.find({topic, partition});
                              return at != lag.end() && at->second == 0;
                            });
          },
      .stop =
          [follower](kafka::Consumer& consumer) {
            follower->Stop();
            consumer.Stop();
          },
      .status = [follower] { return follower->status(); },
      .set_reference =
          [follower](const std::string& model, uint64_t version,
                     const std::shared_ptr<const drift::Reference>& reference) {
            return follower->SetReference(model, version, *reference);
          }};
}

}  // namespace yachay::drift_monitor
