// [learner-events] ──▶ feature-store ──▶ RocksDB ◀──GetFeatures── those who rank and predict
//                            └──▶ [rewards]
#include "absl/time/clock.h"
#include "adapters/grpc_feature_store.h"
#include "adapters/log_follower.h"
#include "adapters/rebuilder.h"
#include "config.h"
#include "core/generations.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "service/log.h"
#include "service/process.h"
#include "service/saturation.h"

namespace yachay::feature_store {

absl::Status Serve(service::Process& process, const Config& config) {
  const events::Topics topics(config.topic_prefix);
  const auto rules = RulesOf(config);
  if (!rules.ok()) return rules.status();
  const auto sources = SourcesOf(config);
  if (!sources.ok()) return sources.status();
  absl::Status why_not;
  const auto generations =
      Generations::Open(StoreOf(config), *sources, *rules, &why_not, StoreOptionsOf(config));
  if (!generations.ok()) return generations.status();
  if (!why_not.ok()) service::LogWarn("the states are folded anew", {{"why", why_not.message()}});
  const auto producer =
      kafka::Producer::Create({.brokers = config.brokers,
                               .client_id = "yachay-feature-store",
                               .linger = absl::Milliseconds(1),  // a batch waits for its rewards
                               .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();

  DeadLetters dead_letters(**producer, topics.dead_letters());
  Probe probe(process.metrics());
  const auto now_ms = [] { return absl::ToUnixMillis(absl::Now()); };
  RewardLog rewards({**producer, topics.rewards(), now_ms, probe});
  const auto follower = LogFollower::Create({.brokers = config.brokers,
                                             .group = config.group,
                                             .topic = topics.learner_events(),
                                             .log = service::LogSyslog},
                                            **generations, dead_letters, probe, &rewards);
  if (!follower.ok()) return follower.status();
  Rebuilder rebuilder({config.brokers, topics.learner_events(), {}, service::LogSyslog}, **generations);
  GrpcFeatureStore rpc({**generations, **follower, process.executor(), now_ms, probe});

  service::WatchLag(process.metrics(), "learner-events", follower->get());
  if ((*generations)->OwnBytes())
    service::WatchStore(process.metrics(), [&] { return (*generations)->OwnBytes().value_or(0); });
  return process.Serve({.services = {&rpc},
                        .ready = [&] { return (*follower)->Ready(); },
                        .start = [&] { (*follower)->Start(), rebuilder.Start(); },
                        .stop_consuming = [&] { (*follower)->Stop(), rebuilder.Stop(); },
                        .flush = [&] { (void)(*producer)->Flush(process.options().drain_deadline); }});
}

}  // namespace yachay::feature_store

int main(int argc, char** argv) {
  yachay::feature_store::Config config;
  if (const auto code = yachay::feature_store::ParseConfig(argc, argv, &config)) return *code;
  yachay::service::Process process("feature-store", config.process);
  return process.Run([&] { return yachay::feature_store::Serve(process, config); });
}
