// [learner-events] ──▶ feature-store ──▶ RocksDB ◀──GetFeatures── those who rank and predict
#include "absl/time/clock.h"
#include "adapters/grpc_feature_store.h"
#include "adapters/log_follower.h"
#include "config.h"
#include "core/definitions.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "kv/store.h"
#include "service/log.h"
#include "service/process.h"

namespace yachay::feature_store {

absl::Status Serve(service::Process& process, const Config& config) {
  const events::Topics topics(config.topic_prefix);
  const auto definitions = LoadDefinitions(config.views, config.calibration);
  if (!definitions.ok()) return definitions.status();
  const auto kv = kv::Store::Open(config.state_dir, {});
  if (!kv.ok()) return kv.status();
  const auto store = StateStore::Open(**kv, definitions->rules());
  if (!store.ok()) return store.status();
  const auto producer = kafka::Producer::Create(
      {.brokers = config.brokers, .client_id = "yachay-feature-store", .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();

  DeadLetters dead_letters(**producer, topics.dead_letters());
  Probe probe(process.metrics());
  const auto follower = LogFollower::Create({.brokers = config.brokers,
                                             .group = config.group,
                                             .topic = topics.learner_events(),
                                             .log = service::LogSyslog},
                                            **store, dead_letters, probe);
  if (!follower.ok()) return follower.status();
  GrpcFeatureStore rpc({**store, definitions->views, definitions->calibration, **follower, process.executor(),
                        [] { return absl::ToUnixMillis(absl::Now()); }});

  process.metrics().OnScrape([&] { probe.Lag((*follower)->Lag()); });
  (*follower)->Start();
  return process.Serve({.services = {&rpc},
                        .ready = [&] { return (*follower)->Ready(); },
                        .stop_consuming = [&] { (*follower)->Stop(); },
                        .flush = [&] { (void)(*producer)->Flush(process.options().drain_deadline); }});
}

}  // namespace yachay::feature_store

int main(int argc, char** argv) {
  yachay::feature_store::Config config;
  if (const auto code = yachay::feature_store::ParseConfig(argc, argv, &config)) return *code;
  yachay::service::Process process("feature-store", config.process);
  return process.Run([&] { return yachay::feature_store::Serve(process, config); });
}
