// yachay.inference.v1.Inference over gRPC's callback API.
//
// A request of few rows is scored in its reaction, which takes microseconds; every other is answered from the
// executor. What waits holds its rows' place in a gate, so that overload costs no memory: RESOURCE_EXHAUSTED.
#ifndef INFERENCE_ADAPTERS_INFERENCE_SERVICE_H_
#define INFERENCE_ADAPTERS_INFERENCE_SERVICE_H_

#include "adapters/predictor.h"
#include "core/gate.h"
#include "core/model_store.h"
#include "service/arena_messages.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::inference {

class InferenceService final : public v1::Inference::CallbackService {
 public:
  // The three outlive the service.
  InferenceService(const ModelStore& models, Predictor& predictor, Gate& gate)
      : models_(models), predictor_(predictor), gate_(gate) {
    SetMessageAllocatorFor_Predict(&messages_);
  }

  grpc::ServerUnaryReactor* Predict(grpc::CallbackServerContext* context, const v1::PredictRequest* request,
                                    v1::PredictResponse* response) override;
  grpc::ServerWriteReactor<v1::PredictStreamResponse>* PredictStream(
      grpc::CallbackServerContext* context, const v1::PredictStreamRequest* request) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context, const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* ListModels(grpc::CallbackServerContext* context,
                                       const v1::ListModelsRequest* request,
                                       v1::ListModelsResponse* response) override;

 private:
  const ModelStore& models_;
  Predictor& predictor_;
  Gate& gate_;
  service::ArenaMessages<v1::PredictRequest, v1::PredictResponse, 4096> messages_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_INFERENCE_SERVICE_H_
