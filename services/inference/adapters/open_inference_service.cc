#include "adapters/open_inference_service.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "adapters/checks.h"
#include "adapters/input_tensors.h"
#include "adapters/output_tensors.h"
#include "adapters/refusal.h"
#include "adapters/unary_call.h"
#include "service/status.h"
#include "service/trace.h"

namespace yachay::inference {
namespace {

// One ModelInfer in the words of Predict.
struct Infer {
  v1::PredictRequest request;
  v1::PredictResponse response;
};

void AddVersions(const Snapshot& snapshot, const std::string& model, oip::ModelMetadataResponse& to) {
  for (const auto& [key, version] : snapshot.versions) {
    if (key.model == model && version.model != nullptr) to.add_versions(absl::StrCat(key.version));
  }
}

}  // namespace

grpc::ServerUnaryReactor* OpenInferenceService::ServerLive(Context* context,
                                                           const oip::ServerLiveRequest* /*request*/,
                                                           oip::ServerLiveResponse* response) {
  response->set_live(true);
  return FinishNow(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* OpenInferenceService::ServerReady(Context* context,
                                                            const oip::ServerReadyRequest* /*request*/,
                                                            oip::ServerReadyResponse* response) {
  response->set_ready(ready_().ok());
  return FinishNow(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* OpenInferenceService::ModelReady(Context* context,
                                                           const oip::ModelReadyRequest* request,
                                                           oip::ModelReadyResponse* response) {
  response->set_ready(models_.Find(OpenSelector(request->name(), request->version())).ok());
  return FinishNow(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* OpenInferenceService::ServerMetadata(Context* context,
                                                               const oip::ServerMetadataRequest* /*request*/,
                                                               oip::ServerMetadataResponse* response) {
  response->set_name("yachay-inference");
  response->set_version(YACHAY_VERSION);
  return FinishNow(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* OpenInferenceService::ModelMetadata(Context* context,
                                                              const oip::ModelMetadataRequest* request,
                                                              oip::ModelMetadataResponse* response) {
  const auto model = models_.Find(OpenSelector(request->name(), request->version()));
  if (!model.ok()) return FinishNow(context, service::ToGrpc(model.status()));
  Describe(**model, *response);
  AddVersions(*models_.Current(), request->name(), *response);
  return FinishNow(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* OpenInferenceService::ModelInfer(Context* context,
                                                           const oip::ModelInferRequest* request,
                                                           oip::ModelInferResponse* response) {
  auto infer = std::make_shared<Infer>();
  grpc::Status status = ReadInputs(*request, infer->request);
  if (status.ok()) status = CheckPredict(infer->request);
  if (!status.ok()) return FinishNow(context, status);
  auto arms = predictor_.Choose(infer->request);
  if (!arms.ok()) return FinishNow(context, service::ToGrpc(arms.status()));
  status = ReadOutputs(*arms->main, *request, infer->request);
  if (!status.ok()) return FinishNow(context, status);
  if (Predictor::IsQuick(infer->request)) {
    status = predictor_.Run(*arms, infer->request, service::TraceparentOf(*context), infer->response);
    if (status.ok()) WriteOutputs(*arms->main, *request, infer->response, *response);
    return FinishNow(context, status);
  }
  auto ticket = gate_.Enter(CountRows(infer->request));
  if (!ticket.has_value()) return FinishNow(context, FullGate(gate_));
  auto* call = new UnaryCall(context, *std::move(ticket));
  predictor_.RunLater(call->caller(), *arms, infer->request, infer->response,
                      [call, infer, request, response, model = arms->main](const grpc::Status& served) {
                        if (served.ok()) WriteOutputs(*model, *request, infer->response, *response);
                        call->End(served);
                      });
  return call;
}

}  // namespace yachay::inference
