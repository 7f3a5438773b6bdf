// yachay-inference: [registry] → models → Predict, rows of learners ← feature-store, what was served →
// [predictions].
#include "adapters/feature_client.h"
#include "adapters/prediction_topic.h"
#include "adapters/probe.h"
#include "adapters/registry_poller.h"
#include "adapters/serving.h"
#include "config.h"
#include "core/registry_follower.h"
#include "events/topics.h"
#include "mlflow/open_registry.h"
#include "service/log.h"
#include "service/process.h"

namespace yachay::inference {

absl::Status Serve(service::Process& process, const Config& config) {
  const auto registry = mlflow::OpenRegistry(config.registry);
  if (!registry.ok()) return registry.status();
  const auto features = FeatureClient::Connect(config.feature_store, config.feature_timeout, config.process);
  if (!features.ok()) return features.status();
  Probe probe(process.metrics());
  const auto predictions =
      PredictionTopic::Open(config.brokers, events::Topics(config.topic_prefix).predictions(),
                            {.sample = config.log_sample}, probe);
  if (!predictions.ok()) return predictions.status();
  PredictionTopic* topic = predictions->get();  // null: nothing is logged

  Serving serving({.models = config.models,
                   .registry = config.registry,
                   .arms = config.arms,
                   .in_flight_rows = static_cast<size_t>(config.in_flight_rows)},
                  {.executor = process.executor(),
                   .probe = probe,
                   .features = features->get(),
                   .predictions = topic == nullptr ? nullptr : &topic->log()});
  service::LogInfo("watching the registry", {{"registry", config.registry}});
  RegistryFollower follower({.models = config.models, .follow = {}}, **registry, serving.models(),
                            TellLogAndProbe(probe));
  RegistryPoller poller(follower, config.registry_poll);

  const auto flush = [&] { topic == nullptr ? void() : topic->Close(process.options().drain_deadline); };
  return process.Serve({.services = serving.services(),
                        .ready = [&] { return serving.Ready(); },
                        .stop_consuming = [&] { poller.Stop(); },
                        .flush = flush});
}

}  // namespace yachay::inference

int main(int argc, char** argv) {
  yachay::inference::Config config;
  if (const auto code = yachay::inference::ParseConfig(argc, argv, &config)) return *code;
  yachay::service::Process process("inference", config.process);
  return process.Run([&] { return yachay::inference::Serve(process, config); });
}
