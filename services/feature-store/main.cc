// [learner-events] ──▶ feature-store ──▶ RocksDB ◀──GetFeatures── those who rank and predict
#include "absl/time/clock.h"
#include "adapters/grpc_feature_store.h"
#include "adapters/log_follower.h"
#include "config.h"
#include "core/definitions.h"
#include "core/purge.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "kv/store.h"
#include "service/log.h"
#include "service/process.h"

namespace yachay::feature_store {

absl::Status Serve(service::Process& process, const Config& config) {
  const events::Topics topics(config.topic_prefix);
  const auto definitions = LoadDefinitions(config.views, config.calibration, config.feature_services);
  if (!definitions.ok()) return definitions.status();
  kv::Options kv_options;
  kv_options.redis.password_file = config.store_password_file;
  const auto kv = kv::Store::Open(config.store.empty() ? config.state_dir : config.store, kv_options);
  if (!kv.ok()) return kv.status();
  const auto rules = RulesOf(config);
  if (!rules.ok()) return rules.status();
  const auto store = StateStore::Open(**kv, definitions->calibration, *rules);
  if (!store.ok()) return store.status();
  const auto producer = kafka::Producer::Create(
      {.brokers = config.brokers, .client_id = "yachay-feature-store", .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();

  Purge purge(**kv, **store, absl::Hours(1));
  const auto needed = NeedsPurge(**kv, purge);
  if (!needed.ok() || *needed) purge.Request();
  DeadLetters dead_letters(**producer, topics.dead_letters());
  Probe probe(process.metrics());
  const auto follower = LogFollower::Create({.brokers = config.brokers,
                                             .group = config.group,
                                             .topic = topics.learner_events(),
                                             .log = service::LogSyslog,
                                             .on_erasure = [&] { purge.Request(); }},
                                            **store, dead_letters, probe);
  if (!follower.ok()) return follower.status();
  const auto now_ms = [] { return absl::ToUnixMillis(absl::Now()); };
  GrpcFeatureStore rpc({**store, *definitions, **follower, process.executor(), now_ms, probe, &purge});

  process.metrics().OnScrape([&] { probe.Lag((*follower)->Lag(), now_ms()); });
  return process.Serve({.services = {&rpc},
                        .ready = [&] { return (*follower)->Ready(); },
                        .start = [&] { (*follower)->Start(); },
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
