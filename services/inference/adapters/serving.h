// What answers calls, in dependency order: the models that serve, and over them one predictor with its gate
// and its shadow, in both protocols.
#ifndef INFERENCE_ADAPTERS_SERVING_H_
#define INFERENCE_ADAPTERS_SERVING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapters/inference_service.h"
#include "adapters/open_inference_service.h"
#include "adapters/predictor.h"
#include "core/gate.h"
#include "core/model_store.h"
#include "core/shadow.h"

namespace yachay::inference {

class Serving {
 public:
  struct Options {
    std::vector<std::string> models;  // without which it is not ready; empty: any will do
    std::string registry;             // where they are looked for, to be told
    ArmsOptions arms;                 // split and shadow
    bool serve_other_views = false;   // as RowReader
    size_t in_flight_rows = 400'000;
    size_t shadow_rows = 20'000;  // that may wait for the challenger
  };
  // What it stands on; all outlive it. No features: rows of learners are refused. No predictions: nothing is
  // logged.
  struct Ground {
    service::Executor& executor;
    Probe& probe;
    FeatureClient* features = nullptr;
    PredictionLog* predictions = nullptr;
  };
  Serving(const Options& options, const Ground& ground);

  ModelStore& models() { return models_; }  // for the one who follows the registry
  std::vector<grpc::Service*> services() { return {&rpc_, &open_rpc_}; }
  // UNAVAILABLE as CheckReady. Thread-safe.
  absl::Status Ready() const;

  Shadow& shadow() { return shadow_; }
  Gate& gate() { return gate_; }

 private:
  const Options options_;
  ModelStore models_;
  Shadow shadow_;
  Predictor predictor_;
  Gate gate_;
  InferenceService rpc_;
  OpenInferenceService open_rpc_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_SERVING_H_
