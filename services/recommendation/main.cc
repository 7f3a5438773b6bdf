// yachay-recommendation: [catalog] → catalogue; learner ← feature-store, forecast ← inference; rank →
// [recommendations].
#include "absl/time/clock.h"
#include "adapters/bundle_rpc.h"
#include "adapters/catalog_log.h"
#include "adapters/catalog_rpc.h"
#include "adapters/cloud_event.h"
#include "adapters/demand_log.h"
#include "adapters/dependencies.h"
#include "adapters/outcome_follower.h"
#include "adapters/people_log.h"
#include "adapters/play.h"
#include "adapters/probe.h"
#include "adapters/progress_rpc.h"
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

    const auto texts = recommendation::TextsOf(config);
    if (!texts.ok()) return texts.status();
    recommendation::Catalog catalog;
    auto catalog_log =
        recommendation::CatalogLog::Create(config.brokers, topics.catalog(), catalog, **producer);
    if (!catalog_log.ok()) return catalog_log.status();
    probe.Watch(catalog, **catalog_log);
    recommendation::Demand demand;
    auto demand_log = recommendation::DemandLog::Create(config.brokers, topics.recommendations(),
                                                        config.demand_records, demand);
    if (!demand_log.ok()) return demand_log.status();
    recommendation::CatalogRpc catalog_rpc(catalog, **catalog_log, demand,
                                           [] { return absl::ToUnixMillis(absl::Now()); });

    auto dependencies = recommendation::Dependencies::Connect(
        {config.feature_store, config.inference}, config.process.tls, config.process.token_file,
        {.model = config.model, .ranker = config.ranker, .longest_wait = config.dependency_wait});
    if (!dependencies.ok()) return dependencies.status();
    const auto taste = recommendation::LoadTaste(config.taste);
    if (!taste.ok()) return taste.status();
    recommendation::RecommendationLog log(**producer, topics.recommendations(), [&] { probe.LogLost(); });
    recommendation::ShelfCache shelves(catalog, *taste ? &**taste : nullptr);
    recommendation::RecommendationRpc rpc({.shelves = &shelves,
                                           .dependencies = dependencies->get(),
                                           .log = &log,
                                           .probe = &probe,
                                           .executor = &process.executor(),
                                           .texts = &*texts,
                                           .policy = recommendation::PolicyOf(config),
                                           .now = &absl::Now,
                                           .new_id = &recommendation::NewUuid});
    auto outcomes = recommendation::OutcomeFollower::Create(
        config.brokers, {topics.recommendations(), topics.learner_events()}, probe);
    if (!outcomes.ok()) return outcomes.status();
    auto play = recommendation::Play::Create(
        {config.brokers, topics.rewards(), config.rewards, config.feature_store, config.process.tls,
         config.process.token_file},
        {&shelves, dependencies->get(), &process.executor(), recommendation::PolicyOf(config), &absl::Now},
        probe);
    if (!play.ok()) return play.status();
    auto feature_store = recommendation::Open(config.feature_store, config.process);
    if (!feature_store.ok()) return feature_store.status();
    auto inference = recommendation::Open(config.inference, config.process);
    if (!inference.ok()) return inference.status();
    const recommendation::Sources sources(*feature_store, *inference);
    recommendation::BundleRpc bundle_rpc({.shelves = &shelves,
                                          .sources = &sources,
                                          .executor = &process.executor(),
                                          .policy = recommendation::PolicyOf(config),
                                          .longest_wait = config.dependency_wait,
                                          .now = &absl::Now});
    recommendation::Roster roster;
    auto people_log = recommendation::PeopleLog::Create(config.brokers, topics.learner_events(), roster);
    if (!people_log.ok()) return people_log.status();
    recommendation::ProgressRpc progress_rpc({.catalog = &catalog,
                                              .roster = &roster,
                                              .sources = &sources,
                                              .texts = &*texts,
                                              .executor = &process.executor(),
                                              .policy = recommendation::PolicyOf(config),
                                              .model = config.model,
                                              .roster_ready = [&] { return (*people_log)->ready(); },
                                              .now = &absl::Now});
    (*catalog_log)->Start();
    (*people_log)->Start();
    (*demand_log)->Start();
    (*outcomes)->Start();
    (*play)->Start();
    return process.Serve({.services = {&rpc, &catalog_rpc, &bundle_rpc, &progress_rpc, &(*play)->rpc()},
                          .ready = [&] { return (*catalog_log)->ready(); },
                          .stop_consuming =
                              [&] {
                                (*catalog_log)->Stop();
                                (*outcomes)->Stop();
                                (*play)->Stop();
                                (*demand_log)->Stop();
                                (*people_log)->Stop();
                              },
                          .flush = [&] { recommendation::Flush(**producer, absl::Seconds(5)); }});
  });
}
