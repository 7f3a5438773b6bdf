// yachay-inference: [registry] → models → Predict, rows of learners ← feature-store, what was served →
// [predictions].
#include <string>

#include "adapters/feature_client.h"
#include "adapters/inference_service.h"
#include "adapters/open_inference_service.h"
#include "adapters/prediction_topic.h"
#include "adapters/predictor.h"
#include "adapters/probe.h"
#include "adapters/registry_poller.h"
#include "config.h"
#include "core/gate.h"
#include "core/model_store.h"
#include "core/readiness.h"
#include "core/registry_follower.h"
#include "core/shadow.h"
#include "events/topics.h"
#include "mlflow/open_registry.h"
#include "service/log.h"
#include "service/process.h"

namespace yachay {  // where `inference` is ours, not the open protocol's

constexpr size_t kShadowRows = 20'000;  // that may wait for the challenger

int Main(int argc, char** argv) {
  inference::Config config;
  if (const auto code = inference::ParseConfig(argc, argv, &config)) return *code;

  service::Process process("inference", config.process);
  return process.Run([&]() -> absl::Status {
    inference::Probe probe(process.metrics());
    inference::ModelStore store;
    const auto registry = mlflow::OpenRegistry(config.registry);
    if (!registry.ok()) return registry.status();
    inference::RegistryFollower follower({.models = config.models, .follow = {}}, **registry, store,
                                         inference::TellLogAndProbe(probe));

    auto features =
        inference::FeatureClient::Connect(config.feature_store, config.feature_timeout, config.process);
    if (!features.ok()) return features.status();
    const std::string topic = events::Topics(config.topic_prefix).predictions();
    auto predictions =
        inference::PredictionTopic::Open(config.brokers, topic, {.sample = config.log_sample}, probe);
    if (!predictions.ok()) return predictions.status();
    inference::PredictionTopic* logged = predictions->get();

    inference::Shadow shadow(kShadowRows, inference::TellProbe(probe),
                             [&](size_t rows) { probe.ShadowDropped(rows); });
    inference::Predictor predictor({.models = &store,
                                    .executor = &process.executor(),
                                    .probe = &probe,
                                    .features = features->get(),
                                    .predictions = logged != nullptr ? &logged->log() : nullptr,
                                    .shadow = &shadow,
                                    .arms = config.arms});
    inference::Gate gate(static_cast<size_t>(config.in_flight_rows));
    inference::InferenceService rpc(store, predictor, gate);
    const auto ready = [&] { return CheckReady(store, config.models, config.registry); };
    inference::OpenInferenceService open_rpc(store, predictor, gate, ready);

    service::LogInfo("watching the registry", {{"registry", config.registry}});
    inference::RegistryPoller poller(follower, config.registry_poll);
    const auto flush = [&] {
      if (logged != nullptr) logged->Close(absl::Seconds(5));
    };
    return process.Serve({.services = {&rpc, &open_rpc},
                          .ready = ready,
                          .stop_consuming = [&] { poller.Stop(); },
                          .flush = flush});
  });
}

}  // namespace yachay

int main(int argc, char** argv) { return yachay::Main(argc, argv); }
