#include "adapters/inference_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/answer.h"
#include "adapters/feature_client.h"
#include "adapters/list_models.h"
#include "adapters/prediction_log.h"
#include "adapters/probe.h"
#include "core/model_store.h"
#include "service/status.h"
#include "service/unary.h"

namespace yachay::inference {
namespace {

// About as long as handing a task to another thread takes.
constexpr size_t kRowsInReaction = 32;
constexpr int kMaxLearners = 1000;

grpc::ServerUnaryReactor* FinishNow(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

grpc::Status Violated(const char* field, std::string description) {
  return service::InvalidArgument({{field, std::move(description)}});
}

grpc::Status CheckRequest(const v1::PredictRequest& request) {
  if (request.model().empty()) {
    return Violated("model", "is empty; expected the name of a model, for example \"engagement\"");
  }
  if (request.selector_case() == v1::PredictRequest::kVersion && request.version() == 0) {
    return Violated("version", "is 0; versions count from 1; leave it out for the champion");
  }
  if (request.rows_case() == v1::PredictRequest::ROWS_NOT_SET) {
    return Violated("rows", "neither features nor learners is set; expected one of them");
  }
  const int learners = request.learners().learner_ids_size();
  if (request.has_learners() && (learners == 0 || learners > kMaxLearners)) {
    return Violated("learners.learner_ids", absl::StrCat(learners, " ids; expected 1 to ", kMaxLearners));
  }
  return grpc::Status::OK;
}

Selector Select(const v1::PredictRequest& request) {
  return {.model = request.model(), .alias = request.alias(), .version = request.version()};
}

}  // namespace

grpc::ServerUnaryReactor* InferenceService::Predict(grpc::CallbackServerContext* context,
                                                    const v1::PredictRequest* request,
                                                    v1::PredictResponse* response) {
  if (grpc::Status status = CheckRequest(*request); !status.ok()) return FinishNow(context, status);
  auto model = parts_.models->Find(Select(*request));
  if (!model.ok()) return FinishNow(context, service::ToGrpc(model.status()));
  return request->has_learners() ? PredictLearners(context, *std::move(model), *request, *response)
                                 : PredictRows(context, *std::move(model), *request, *response);
}

grpc::ServerUnaryReactor* InferenceService::PredictRows(grpc::CallbackServerContext* context, Model model,
                                                        const v1::PredictRequest& request,
                                                        v1::PredictResponse& response) {
  const auto work = [this, model = std::move(model), &request, &response] {
    grpc::Status status = Score(model, request.features(), response);
    if (status.ok() && IsLogged(request.features())) Log(model, request.features(), response);
    return status;
  };
  if (CountRows(request.features()) <= kRowsInReaction) return FinishNow(context, work());
  return service::RunUnary(context, *parts_.executor, work);
}

grpc::ServerUnaryReactor* InferenceService::PredictLearners(grpc::CallbackServerContext* context, Model model,
                                                            const v1::PredictRequest& request,
                                                            v1::PredictResponse& response) {
  if (parts_.features == nullptr) {
    return FinishNow(context,
                     {grpc::StatusCode::FAILED_PRECONDITION,
                      "learners: this process knows no feature store; start it with --feature-store, or "
                      "give the features"});
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const LoadedModel& taken = *model;
  parts_.features->Get(
      *context, taken, request.learners(),
      [this, context, model = std::move(model), &response, reactor](absl::StatusOr<LearnerFeatures> read) {
        if (!read.ok()) return reactor->Finish(service::ToGrpc(read.status()));
        FinishLearners(*context, *reactor, model, *std::move(read), response);
      });
  return reactor;
}

void InferenceService::FinishLearners(grpc::CallbackServerContext& context, grpc::ServerUnaryReactor& reactor,
                                      const Model& model, LearnerFeatures read,
                                      v1::PredictResponse& response) {
  if (read.rows.size() <= kRowsInReaction) {
    return reactor.Finish(ScoreLearners(model, std::move(read), response));
  }
  const absl::Status queued =
      parts_.executor->Submit([this, &reactor, model, read = std::move(read), &response]() mutable {
        reactor.Finish(ScoreLearners(model, std::move(read), response));
      });
  if (queued.ok()) return;
  if (absl::IsResourceExhausted(queued)) service::AddPushback(&context);
  reactor.Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                           : service::ToGrpc(queued));
}

grpc::Status InferenceService::ScoreLearners(const Model& model, LearnerFeatures read,
                                             v1::PredictResponse& response) {
  grpc::Status status = Score(model, read.features, response);
  if (!status.ok()) return status;
  response.set_view_hash(std::move(read.view_hash));
  response.mutable_row_features()->Add(std::make_move_iterator(read.rows.begin()),
                                       std::make_move_iterator(read.rows.end()));
  if (IsLogged(read.features)) Log(model, std::move(read.features), response);
  return status;
}

grpc::Status InferenceService::Score(const Model& model, const v1::FeatureMatrix& features,
                                     v1::PredictResponse& response) {
  const absl::Time start = absl::Now();
  size_t rows = 0;
  grpc::Status status = Answer(*model, features, response, rows);
  if (status.ok()) parts_.probe->Scored(model->manifest(), rows, absl::Now() - start);
  return status;
}

bool InferenceService::IsLogged(const v1::FeatureMatrix& features) const {
  return parts_.predictions != nullptr && features.learner_ids_size() > 0 && parts_.predictions->Sampled();
}

void InferenceService::Log(const Model& model, v1::FeatureMatrix features, v1::PredictResponse& response) {
  ServedRows served{.model = model,
                    .features = std::move(features),
                    .scores = {response.probabilities().begin(), response.probabilities().end()},
                    .view_hash = response.view_hash(),
                    .served_at = absl::Now(),
                    .prediction_ids = {}};
  std::vector<std::string> ids = parts_.predictions->Offer(std::move(served));
  response.mutable_prediction_ids()->Add(std::make_move_iterator(ids.begin()),
                                         std::make_move_iterator(ids.end()));
}

grpc::ServerUnaryReactor* InferenceService::ListModels(grpc::CallbackServerContext* context,
                                                       const v1::ListModelsRequest* /*request*/,
                                                       v1::ListModelsResponse* response) {
  ListVersions(*parts_.models->Current(), *response);
  return FinishNow(context, grpc::Status::OK);
}

}  // namespace yachay::inference
