#include "adapters/predictor.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "adapters/checks.h"
#include "adapters/prediction_log.h"
#include "adapters/probe.h"
#include "core/shadow.h"
#include "service/status.h"

namespace yachay::inference {

bool Predictor::IsQuick(const v1::PredictRequest& request) {
  return !request.has_learners() && CountRows(request.features()) <= kRowsInReaction;
}

absl::StatusOr<Arms> Predictor::Choose(const v1::PredictRequest& request) const {
  return ChooseArms(*parts_.models,
                    {.model = request.model(), .alias = request.alias(), .version = request.version()},
                    parts_.arms);
}

grpc::Status Predictor::Run(const Arms& arms, const v1::PredictRequest& request, const std::string& trace,
                            v1::PredictResponse& response) {
  grpc::Status status = Serve(arms, request.features(), request.outputs(), response);
  if (status.ok() && IsLogged(request.features())) Log(arms, request.features(), trace, response);
  return status;
}

void Predictor::RunLater(const Caller& caller, Arms arms, const v1::PredictRequest& request,
                         v1::PredictResponse& response, Done done) {
  const LoadedModel& model = *arms.main;  // the callback keeps it
  reader_.Read(caller, model, request.has_learners() ? nullptr : &request.features(), &request.learners(),
               [this, arms = std::move(arms), trace = caller.trace, &request, &response,
                done = std::move(done)](absl::StatusOr<Rows> rows) mutable {
                 if (!rows.ok()) return done(service::ToGrpc(rows.status()));
                 done(rows->given != nullptr
                          ? Run(arms, request, trace, response)
                          : ServeRows(arms, *std::move(rows), request.outputs(), trace, response));
               });
}

// Without the stand-ins that were trained on other views than gave the rows.
Arms Predictor::Fitting(Arms arms, const models::ViewHashes& served) const {
  const auto fits = [&](const std::shared_ptr<const LoadedModel>& model) {
    return parts_.serve_other_views || model == nullptr ||
           models::OtherViews(model->manifest(), served).empty();
  };
  if (!fits(arms.arm)) arms.arm = nullptr;
  if (!fits(arms.shadow)) arms.shadow = nullptr;
  return arms;
}

grpc::Status Predictor::ServeRows(const Arms& chosen, Rows rows, const Outputs& outputs,
                                  const std::string& trace, v1::PredictResponse& response) {
  LearnerFeatures& read = rows.read;
  const Arms arms = Fitting(chosen, read.view_hashes);
  grpc::Status status = Serve(arms, read.features, outputs, response);
  if (!status.ok()) return status;
  response.set_view_hash(std::move(read.view_hash));
  response.mutable_row_features()->Add(std::make_move_iterator(read.rows.begin()),
                                       std::make_move_iterator(read.rows.end()));
  if (IsLogged(read.features)) Log(arms, std::move(read.features), trace, response);
  return status;
}

grpc::Status Predictor::Serve(const Arms& arms, const v1::FeatureMatrix& features, const Outputs& outputs,
                              v1::PredictResponse& response) {
  const absl::Time begin = absl::Now();
  EncodedRows rows;
  grpc::Status status = Encode(*arms.main, features, rows);
  if (status.ok()) status = Answer(*arms.main, rows, outputs, response);
  if (!status.ok()) return status;
  if (parts_.shadow != nullptr && arms.shadow != nullptr)
    parts_.shadow->Offer(arms.shadow, rows, response.probabilities());
  // Margins and leaves are the champion's, and so are then all scores.
  if (arms.arm != nullptr && outputs.empty() && features.learner_ids_size() > 0)
    Reassign(arms, features, rows, response);
  parts_.probe->Took(absl::Now() - begin);
  Count(arms, rows.rows, response);
  return status;
}

void Predictor::Count(const Arms& arms, size_t rows, const v1::PredictResponse& response) const {
  const auto in_arm = static_cast<size_t>(
      std::count_if(response.assignments().begin(), response.assignments().end(),
                    [&](const v1::Assignment& one) { return one.version() != response.version(); }));
  parts_.probe->Scored(arms.main->manifest(), rows - in_arm);
  if (in_arm > 0) parts_.probe->Scored(arms.arm->manifest(), in_arm);
}

bool Predictor::IsLogged(const v1::FeatureMatrix& features) const {
  return parts_.predictions != nullptr && features.learner_ids_size() > 0 && parts_.predictions->Sampled();
}

void Predictor::Log(const Arms& arms, v1::FeatureMatrix features, const std::string& trace,
                    v1::PredictResponse& response) {
  ServedRows served{.model = arms.main,
                    .features = std::move(features),
                    .scores = {response.probabilities().begin(), response.probabilities().end()},
                    .assignments = response.assignments(),
                    .view_hash = response.view_hash(),
                    .served_at = absl::Now(),
                    .without_consent = {},
                    .prediction_ids = {},
                    .trace = trace};
  for (const v1::RowFeatures& row : response.row_features())
    served.without_consent.push_back(row.without_consent());
  std::vector<std::string> ids = parts_.predictions->Offer(std::move(served));
  response.mutable_prediction_ids()->Add(std::make_move_iterator(ids.begin()),
                                         std::make_move_iterator(ids.end()));
}

}  // namespace yachay::inference
