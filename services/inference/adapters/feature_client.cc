#include "adapters/feature_client.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/timestamps.h"
#include "core/loaded_model.h"
#include "service/channel.h"
#include "service/status.h"
#include "service/trace.h"

namespace yachay::inference {
namespace {

namespace fv1 = ::yachay::features::v1;

std::string ViewOf(const LoadedModel& model, const v1::LearnerRows& learners) {
  return learners.view().empty() ? model.manifest().name : learners.view();
}

absl::Status FromStore(const grpc::Status& status, const LoadedModel& model, const std::string& view) {
  absl::Status read = service::FromGrpc(status, "feature-store");
  switch (read.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
      return read;
    case absl::StatusCode::kInvalidArgument:
      return absl::FailedPreconditionError(
          absl::StrCat("learners: view \"", view, "\" does not give what ", model.manifest().name, ":",
                       model.manifest().version, " takes: ", read.message(),
                       ". See `yachay features views` for what there is, or name another view"));
    default:
      return absl::UnavailableError(read.message());
  }
}

void MergeStatuses(const fv1::FeatureColumn& column, const std::string& name,
                   std::vector<v1::RowFeatures>& rows) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const fv1::FeatureStatus status = column.statuses(static_cast<int>(i));
    if (status != fv1::FEATURE_STATUS_NOT_FOUND) rows[i].set_known(true);
    if (status != fv1::FEATURE_STATUS_PRESENT) rows[i].add_missing(name);
  }
}

// Age of each value, and the newest of each row.
void SetAges(const fv1::GetFeaturesResponse& response, int64_t now_ms, std::vector<v1::RowFeatures>& rows) {
  for (size_t i = 0; i < rows.size(); ++i) {
    int64_t newest = 0;
    for (const fv1::FeatureColumn& column : response.columns()) {
      const int64_t at = column.value_times_ms(static_cast<int>(i));
      newest = std::max(newest, at);
      rows[i].add_value_ages_ms(at > 0 ? std::max<int64_t>(0, now_ms - at) : -1);
    }
    if (newest > 0) SetTimestamp(absl::FromUnixMillis(newest), *rows[i].mutable_newest_value_at());
  }
}

int64_t AsOfMs(const v1::LearnerRows& learners, absl::Time now) {
  if (!learners.has_as_of()) return absl::ToUnixMillis(now);
  return learners.as_of().seconds() * 1000 + learners.as_of().nanos() / 1'000'000;
}

// Whether the column has one value, status and time per row.
bool HasShape(const fv1::FeatureColumn& column, const models::Feature& feature, int rows) {
  const bool number = feature.kind == models::FeatureKind::kNumber;
  return (number ? column.numbers_size() : column.texts_size()) == rows && column.statuses_size() == rows &&
         column.value_times_ms_size() == rows;
}

absl::Status Misshapen(const std::string& view, const models::Feature& feature, int rows) {
  const char* kind = feature.kind == models::FeatureKind::kNumber ? "numbers" : "texts";
  return absl::FailedPreconditionError(absl::StrCat("learners: the feature store gave no column of ", rows,
                                                    " ", kind, " for \"", view, ":", feature.name,
                                                    "\"; the model's feature and the view's differ in kind"));
}

// One call to the store; deletes itself by being owned by its own callback.
struct StoreCall {
  std::unique_ptr<grpc::ClientContext> context;
  std::string view;
  fv1::GetFeaturesRequest request;
  fv1::GetFeaturesResponse response;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FeatureClient>> FeatureClient::Connect(
    const std::string& address, absl::Duration timeout, const service::ProcessOptions& process) {
  if (address.empty()) return nullptr;
  auto channel = service::MakeChannel(address, process.tls, process.token_file);
  if (!channel.ok()) return channel.status();
  return std::make_unique<FeatureClient>(*std::move(channel), timeout);
}

FeatureClient::FeatureClient(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout)
    : stub_(fv1::FeatureStore::NewStub(std::move(channel))), timeout_(timeout) {}

void FeatureClient::Get(const Caller& caller, const LoadedModel& model, const v1::LearnerRows& learners,
                        Done done) {
  auto call = std::make_shared<StoreCall>();
  call->context = std::make_unique<grpc::ClientContext>();
  call->context->set_deadline(std::min(caller.deadline, absl::ToChronoTime(absl::Now() + timeout_)));
  service::Carry(caller.trace, *call->context);
  call->view = ViewOf(model, learners);
  call->request = FeaturesRequest(model, call->view, learners);
  caller.cancellation->Watch([call] { call->context->TryCancel(); });
  stub_->async()->GetFeatures(
      call->context.get(), &call->request, &call->response,
      [call, caller, &model, &learners,
       done = std::make_shared<Done>(std::move(done))](const grpc::Status& status) {
        caller.cancellation->Forget();
        if (!status.ok()) return (*done)(FromStore(status, model, call->view));
        (*done)(ReadFeatures(model, call->view, learners, absl::Now(), std::move(call->response)));
      });
}

features::v1::GetFeaturesRequest FeaturesRequest(const LoadedModel& model, const std::string& view,
                                                 const v1::LearnerRows& learners) {
  fv1::GetFeaturesRequest request;
  for (const models::Feature& feature : model.manifest().features) {
    request.add_features(absl::StrCat(view, ":", feature.name));
  }
  *request.mutable_learner_ids() = learners.learner_ids();
  if (learners.has_as_of()) *request.mutable_as_of() = learners.as_of();
  return request;
}

absl::StatusOr<LearnerFeatures> ReadFeatures(const LoadedModel& model, const std::string& view,
                                             const v1::LearnerRows& learners, absl::Time now,
                                             fv1::GetFeaturesResponse response) {
  const auto& wanted = model.manifest().features;
  if (static_cast<size_t>(response.columns_size()) != wanted.size()) {
    return absl::UnavailableError(absl::StrCat("feature-store: ", response.columns_size(), " columns for ",
                                               wanted.size(), " features; is it of this version?"));
  }
  LearnerFeatures read;
  read.rows.resize(static_cast<size_t>(learners.learner_ids_size()));
  for (size_t i = 0; i < wanted.size(); ++i) {
    fv1::FeatureColumn& column = *response.mutable_columns(static_cast<int>(i));
    if (!HasShape(column, wanted[i], learners.learner_ids_size())) {
      return Misshapen(view, wanted[i], learners.learner_ids_size());
    }
    MergeStatuses(column, wanted[i].name, read.rows);
    v1::NamedColumn& to = *read.features.add_columns();
    to.set_name(wanted[i].name);
    to.mutable_numbers()->Swap(column.mutable_numbers());
    to.mutable_texts()->Swap(column.mutable_texts());
  }
  for (int i = 0; i < std::min(response.without_consent_size(), learners.learner_ids_size()); ++i)
    read.rows[static_cast<size_t>(i)].set_without_consent(response.without_consent(i));
  SetAges(response, AsOfMs(learners, now), read.rows);
  read.view_hash = response.view_hashes().contains(view) ? response.view_hashes().at(view) : "";
  *read.features.mutable_learner_ids() = learners.learner_ids();
  return read;
}

}  // namespace yachay::inference
