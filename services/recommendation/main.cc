// yachay-recommendation: [catalog] → catalogue; learner ← feature-store, forecast ← inference; rank →
// [recommendations].
#include "absl/time/clock.h"
#include "adapters/catalog_log.h"
#include "adapters/catalog_rpc.h"
#include "adapters/cloud_event.h"
#include "adapters/dependencies.h"
#include "adapters/outcome_follower.h"
#include "adapters/play.h"
#include "adapters/probe.h"
#include "adapters/recommendation_log.h"
#include "adapters/recommendation_rpc.h"
#include "config.h"
#include "events/topics.h"
#include "service/process.h"

using namespace yachay;  // NOLINT(google-build-using-namespace): this file only wires

int main(int argc, char** argv) {
  recommendation::Config config;
  if (const auto code = recommendation::ParseConfig(argc, argv, &config)) return *code;

  service::Process process("recommendation", config.process);
  return process.Run([&]() -> absl::Status {
    const events::Topics topics(config.topic_prefix);
    recommendation::Probe probe(process.metrics());
    auto producer = kafka::Producer::Create({.brokers = config.brokers,
                                             .client_id = "yachay-recommendation",
                                             .properties = {},
                                             .log = &recommendation::LogKafka});
    if (!producer.ok()) return producer.status();

    recommendation::Catalog catalog;
    auto catalog_log =
        recommendation::CatalogLog::Create(config.brokers, topics.catalog(), catalog, **producer);
    if (!catalog_log.ok()) return catalog_log.status();
    probe.Watch(catalog, **catalog_log);
    recommendation::CatalogRpc catalog_rpc(catalog, **catalog_log,
                                           [] { return absl::ToUnixMillis(absl::Now()); });

    auto dependencies = recommendation::Dependencies::Connect(
        {config.feature_store, config.inference}, config.process.tls, config.process.token_file,
        {.model = config.model, .ranker = config.ranker, .longest_wait = config.dependency_wait});
    if (!dependencies.ok()) return dependencies.status();
    const auto taste = recommendation::LoadTaste(config.taste);
    if (!taste.ok()) return taste.status();
    recommendation::RecommendationLog log(**producer, topics.recommendations(), [&] { probe.LogLost(); });
    recommendation::RecommendationRpc rpc({.catalog = &catalog,
                                           .taste = *taste ? &**taste : nullptr,
                                           .dependencies = dependencies->get(),
                                           .log = &log,
                                           .probe = &probe,
                                           .executor = &process.executor(),
                                           .policy = recommendation::PolicyOf(config),
                                           .now = &absl::Now,
                                           .new_id = &recommendation::NewUuid});
    auto outcomes = recommendation::OutcomeFollower::Create(
        config.brokers, {topics.recommendations(), topics.learner_events()}, probe);
    if (!outcomes.ok()) return outcomes.status();
    (*outcomes)->Start();
    auto play = recommendation::Play::Create(
        {config.brokers, topics.rewards(), config.rewards, config.feature_store, config.process.tls,
         config.process.token_file},
        {&catalog, dependencies->get(), &process.executor(), recommendation::PolicyOf(config), &absl::Now},
        probe);
    if (!play.ok()) return play.status();
    (*catalog_log)->Start();
    (*play)->Start();
    return process.Serve({.services = {&rpc, &catalog_rpc, &(*play)->rpc()},
                          .ready = [&] { return (*catalog_log)->ready(); },
                          .stop_consuming =
                              [&] {
                                (*catalog_log)->Stop();
                                (*outcomes)->Stop();
                                (*play)->Stop();
                              },
                          .flush = [&] { recommendation::Flush(**producer, absl::Seconds(5)); }});
  });
}
