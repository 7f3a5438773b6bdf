// The Open Inference Protocol v2 (inference.GRPCInferenceService) over the same predictor as Predict.
#ifndef INFERENCE_ADAPTERS_OPEN_INFERENCE_SERVICE_H_
#define INFERENCE_ADAPTERS_OPEN_INFERENCE_SERVICE_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "adapters/predictor.h"
#include "core/gate.h"
#include "core/model_store.h"
#include "inference/open_inference.grpc.pb.h"

namespace yachay::inference {

namespace oip = ::inference;

class OpenInferenceService final : public oip::GRPCInferenceService::CallbackService {
 public:
  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  // The three outlive the service; `ready` is asked from any thread.
  OpenInferenceService(const ModelStore& models, Predictor& predictor, Gate& gate,
                       std::function<absl::Status()> ready)
      : models_(models), predictor_(predictor), gate_(gate), ready_(std::move(ready)) {}

  Reactor* ServerLive(Context* context, const oip::ServerLiveRequest* request,
                      oip::ServerLiveResponse* response) override;
  Reactor* ServerReady(Context* context, const oip::ServerReadyRequest* request,
                       oip::ServerReadyResponse* response) override;
  Reactor* ModelReady(Context* context, const oip::ModelReadyRequest* request,
                      oip::ModelReadyResponse* response) override;
  Reactor* ServerMetadata(Context* context, const oip::ServerMetadataRequest* request,
                          oip::ServerMetadataResponse* response) override;
  Reactor* ModelMetadata(Context* context, const oip::ModelMetadataRequest* request,
                         oip::ModelMetadataResponse* response) override;
  Reactor* ModelInfer(Context* context, const oip::ModelInferRequest* request,
                      oip::ModelInferResponse* response) override;

 private:
  const ModelStore& models_;
  Predictor& predictor_;
  Gate& gate_;
  const std::function<absl::Status()> ready_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_OPEN_INFERENCE_SERVICE_H_
