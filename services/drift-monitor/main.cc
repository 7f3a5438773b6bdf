// yachay-drift-monitor: [predictions] → windows ↔ [registry] references → verdicts → [retrain-requests].
#include "adapters/drift_service.h"
#include "adapters/following.h"
#include "adapters/outcome_reader.h"
#include "adapters/probe.h"
#include "adapters/readiness.h"
#include "adapters/registry_references.h"
#include "adapters/retrain_topic.h"
#include "config.h"
#include "core/monitor.h"
#include "events/topics.h"
#include "kafka/consumer.h"
#include "mlflow/open_registry.h"
#include "service/log.h"
#include "service/process.h"

using namespace yachay;  // NOLINT(google-build-using-namespace): this file only wires

int main(int argc, char** argv) {
  drift_monitor::Config config;
  if (const auto code = drift_monitor::ParseConfig(argc, argv, &config)) return *code;

  service::Process process("drift-monitor", config.process);
  return process.Run([&]() -> absl::Status {
    const events::Topics topics(config.topic_prefix);
    drift_monitor::Probe probe(process.metrics());
    auto requests = drift_monitor::RetrainTopic::Open(config.brokers, topics.retrain_requests());
    if (!requests.ok()) return requests.status();

    const auto registry = mlflow::OpenRegistry(config.registry);
    if (!registry.ok()) return registry.status();
    drift_monitor::RegistryReferences references(**registry);
    drift_monitor::Monitor monitor(config.monitor, [&](const std::string& model, uint64_t version) {
      return references.Find(model, version);
    });
    drift_monitor::LabelBook labels(config.monitor.group_columns);
    probe.Watch(monitor, labels);
    const auto ask = [&](const drift_monitor::Report& report) { return (*requests)->Ask(report); };
    auto following = config.shared
                         ? drift_monitor::FollowTogether(monitor, config.brokers, topics, config.keep_every,
                                                         ask, probe.Events())
                         : drift_monitor::FollowAlone(monitor, config.state_dir, ask, probe.Events());
    if (!following.ok()) return following.status();

    auto consumer = kafka::Consumer::Create({.brokers = config.brokers,
                                             .group = config.group,
                                             .topics = {topics.predictions()},
                                             .client_id = "yachay-drift-monitor",
                                             .log = &service::LogSyslog},
                                            following->hooks);
    if (!consumer.ok()) return consumer.status();

    auto outcomes = drift_monitor::OutcomeReader::Open(config.brokers, topics.outcomes(), labels,
                                                       [&](const char* result) { probe.Labelled(result); });
    if (!outcomes.ok()) return outcomes.status();
    drift_monitor::DriftService rpc(monitor, labels, process.executor(), following->set_reference);
    return process.Serve(
        {.services = {&rpc},
         .ready = [&] { return drift_monitor::CheckReady(**consumer, *following, config.brokers); },
         .start = [&] { following->start(**consumer); },
         .stop_consuming = [&] { following->stop(**consumer); },
         .flush = {}});
  });
}
