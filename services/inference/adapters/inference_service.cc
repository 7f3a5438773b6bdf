#include "adapters/inference_service.h"

#include <memory>
#include <utility>

#include "adapters/checks.h"
#include "adapters/explanation.h"
#include "adapters/list_models.h"
#include "adapters/predict_stream.h"
#include "adapters/refusal.h"
#include "adapters/unary_call.h"
#include "service/status.h"
#include "service/trace.h"

namespace yachay::inference {

grpc::ServerUnaryReactor* InferenceService::Predict(grpc::CallbackServerContext* context,
                                                    const v1::PredictRequest* request,
                                                    v1::PredictResponse* response) {
  if (grpc::Status status = CheckPredict(*request); !status.ok()) return FinishNow(context, status);
  auto arms = predictor_.Choose(*request);
  if (!arms.ok()) return FinishNow(context, service::ToGrpc(arms.status()));
  if (Predictor::IsQuick(*request))
    return FinishNow(context, predictor_.Run(*arms, *request, service::TraceparentOf(*context), *response));
  auto ticket = gate_.Enter(CountRows(*request));
  if (!ticket.has_value()) return FinishNow(context, FullGate(gate_));
  auto* call = new UnaryCall(context, *std::move(ticket));
  predictor_.RunLater(call->caller(), *std::move(arms), *request, *response,
                      [call](const grpc::Status& status) { call->End(status); });
  return call;
}

grpc::ServerWriteReactor<v1::PredictStreamResponse>* InferenceService::PredictStream(
    grpc::CallbackServerContext* context, const v1::PredictStreamRequest* request) {
  if (grpc::Status status = CheckStream(*request); !status.ok()) return new RefusedStream(context, status);
  auto arms = predictor_.Choose(request->request());
  if (!arms.ok()) return new RefusedStream(context, service::ToGrpc(arms.status()));
  auto ticket = gate_.Enter(CountRows(request->request()));
  if (!ticket.has_value()) return new RefusedStream(context, FullGate(gate_));
  return new inference::PredictStream(context, predictor_, *std::move(arms), *std::move(ticket), *request);
}

grpc::ServerUnaryReactor* InferenceService::Explain(grpc::CallbackServerContext* context,
                                                    const v1::ExplainRequest* request,
                                                    v1::ExplainResponse* response) {
  if (grpc::Status status = CheckExplain(*request); !status.ok()) return FinishNow(context, status);
  auto found =
      models_.Find({.model = request->model(), .alias = request->alias(), .version = request->version()});
  if (!found.ok()) return FinishNow(context, service::ToGrpc(found.status()));
  auto ticket = gate_.Enter(CountRows(*request));
  if (!ticket.has_value()) return FinishNow(context, FullGate(gate_));
  auto* call = new UnaryCall(context, *std::move(ticket));
  const LoadedModel& model = **found;  // the callback keeps it
  predictor_.reader().Read(
      call->caller(), model, request->has_learners() ? nullptr : &request->features(), &request->learners(),
      [call, request, response, model = *std::move(found)](const absl::StatusOr<Rows>& rows) {
        if (!rows.ok()) return call->End(service::ToGrpc(rows.status()));
        response->set_view_hash(rows->read.view_hash);
        call->End(inference::Explain(*model, *request, rows->features(), *response));
      });
  return call;
}

grpc::ServerUnaryReactor* InferenceService::ListModels(grpc::CallbackServerContext* context,
                                                       const v1::ListModelsRequest* /*request*/,
                                                       v1::ListModelsResponse* response) {
  ListVersions(*models_.Current(), *response);
  return FinishNow(context, grpc::Status::OK);
}

}  // namespace yachay::inference
