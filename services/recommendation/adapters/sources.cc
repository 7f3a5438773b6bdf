#include "adapters/sources.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "service/channel.h"
#include "service/status.h"
#include "service/trace.h"

namespace yachay::recommendation {
namespace {

// A call with all that must live until it is answered.
template <typename Request, typename Response>
struct Call {
  grpc::ClientContext context;
  Request request;
  Response response;
};

// method: a function of Async, the stub's callback interface.
template <typename Response, typename Async, typename Request>
void Ask(Async* stub,
         void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                               std::function<void(grpc::Status)>),
         const Request& request, const Sources::Terms& terms, const char* whom,
         std::function<void(absl::StatusOr<Response>)> done) {
  auto call = std::make_shared<Call<Request, Response>>();
  call->request = request;
  call->context.set_deadline(absl::ToChronoTime(terms.until));
  service::Carry(terms.trace, call->context);
  (stub->*method)(&call->context, &call->request, &call->response,
                  [call, whom, done = std::move(done)](const grpc::Status& status) {
                    if (!status.ok()) return done(service::FromGrpc(status, whom));
                    done(std::move(call->response));
                  });
}

absl::Status NoFeatureStore() {
  return absl::UnavailableError("feature-store: no address was given (--feature-store)");
}

absl::Status NoInference() { return absl::UnavailableError("inference: no address was given (--inference)"); }

using FeatureStub = features::v1::FeatureStore::StubInterface::async_interface;
using InferenceStub = inference::v1::Inference::StubInterface::async_interface;

// A channel to one of our services; null when the address is empty.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Open(const std::string& address,
                                                    const service::ProcessOptions& options) {
  if (address.empty()) return std::shared_ptr<grpc::Channel>();
  return service::MakeChannel(address, options.tls, options.token_file);
}

}  // namespace

Sources::Sources(const std::shared_ptr<grpc::Channel>& feature_store,
                 const std::shared_ptr<grpc::Channel>& inference)
    : features_(feature_store ? features::v1::FeatureStore::NewStub(feature_store) : nullptr),
      inference_(inference ? inference::v1::Inference::NewStub(inference) : nullptr) {}

absl::StatusOr<Sources> Sources::Connect(const Addresses& addresses, const service::ProcessOptions& options) {
  const auto feature_store = Open(addresses.feature_store, options);
  if (!feature_store.ok()) return feature_store.status();
  const auto inference = Open(addresses.inference, options);
  if (!inference.ok()) return inference.status();
  return Sources(*feature_store, *inference);
}

void Sources::AskFeatures(const features::v1::GetFeaturesRequest& request, const Terms& terms,
                          std::function<void(Features)> done) const {
  if (!features_) return done(NoFeatureStore());
  Ask<features::v1::GetFeaturesResponse, FeatureStub>(features_->async(), &FeatureStub::GetFeatures, request,
                                                      terms, "feature-store", std::move(done));
}

void Sources::AskScores(const inference::v1::PredictRequest& request, const Terms& terms,
                        std::function<void(Scores)> done) const {
  if (!inference_) return done(NoInference());
  Ask<inference::v1::PredictResponse, InferenceStub>(inference_->async(), &InferenceStub::Predict, request,
                                                     terms, "inference", std::move(done));
}

void Sources::AskWhy(const inference::v1::ExplainRequest& request, const Terms& terms,
                     std::function<void(Explanations)> done) const {
  if (!inference_) return done(NoInference());
  Ask<inference::v1::ExplainResponse, InferenceStub>(inference_->async(), &InferenceStub::Explain, request,
                                                     terms, "inference", std::move(done));
}

}  // namespace yachay::recommendation
