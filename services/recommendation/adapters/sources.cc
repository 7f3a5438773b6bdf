#include "adapters/sources.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "service/channel.h"
#include "service/status.h"

namespace yachay::recommendation {
namespace {

// A call with all that must live until it is answered.
template <typename Request, typename Response>
struct Call {
  grpc::ClientContext context;
  Request request;
  Response response;
};

template <typename Request, typename Response>
std::shared_ptr<Call<Request, Response>> NewCall(const Request& request, absl::Time until) {
  auto call = std::make_shared<Call<Request, Response>>();
  call->request = request;
  call->context.set_deadline(absl::ToChronoTime(until));
  return call;
}

}  // namespace

Sources::Sources(const std::shared_ptr<grpc::Channel>& feature_store,
                 const std::shared_ptr<grpc::Channel>& inference)
    : features_(feature_store ? features::v1::FeatureStore::NewStub(feature_store) : nullptr),
      inference_(inference ? inference::v1::Inference::NewStub(inference) : nullptr) {}

void Sources::AskFeatures(const features::v1::GetFeaturesRequest& request, absl::Time until,
                          std::function<void(Features)> done) const {
  if (!features_)
    return done(absl::UnavailableError("feature-store: no address was given (--feature-store)"));
  auto call = NewCall<features::v1::GetFeaturesRequest, features::v1::GetFeaturesResponse>(request, until);
  features_->async()->GetFeatures(&call->context, &call->request, &call->response,
                                  [call, done = std::move(done)](const grpc::Status& status) {
                                    if (!status.ok()) return done(service::FromGrpc(status, "feature-store"));
                                    done(std::move(call->response));
                                  });
}

void Sources::AskScores(const inference::v1::PredictRequest& request, absl::Time until,
                        std::function<void(Scores)> done) const {
  if (!inference_) return done(absl::UnavailableError("inference: no address was given (--inference)"));
  auto call = NewCall<inference::v1::PredictRequest, inference::v1::PredictResponse>(request, until);
  inference_->async()->Predict(&call->context, &call->request, &call->response,
                               [call, done = std::move(done)](const grpc::Status& status) {
                                 if (!status.ok()) return done(service::FromGrpc(status, "inference"));
                                 done(std::move(call->response));
                               });
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Open(const std::string& address,
                                                    const service::ProcessOptions& options) {
  if (address.empty()) return std::shared_ptr<grpc::Channel>();
  return service::MakeChannel(address, options.tls, options.token_file);
}

}  // namespace yachay::recommendation
