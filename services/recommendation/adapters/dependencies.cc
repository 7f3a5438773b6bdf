#include "adapters/dependencies.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "adapters/learner_codec.h"
#include "service/channel.h"
#include "service/status.h"
#include "service/trace.h"
#include "yachay/features/v1/features.grpc.pb.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::recommendation {
namespace {

using FeatureStub = features::v1::FeatureStore::Stub;
using InferenceStub = inference::v1::Inference::Stub;

// One question to both. Lives until both have answered; the last one in calls done.
struct Asking {
  grpc::ClientContext to_features;
  features::v1::GetFeaturesRequest features_request;
  features::v1::GetFeaturesResponse features_response;
  grpc::ClientContext to_inference;
  inference::v1::PredictRequest forecast_request;
  inference::v1::PredictResponse forecast_response;
  Known known{absl::UnavailableError("feature-store: no address was given (--feature-store)"),
              absl::UnavailableError("inference: no address was given (--inference)")};
  std::atomic<int> left = 2;
  Dependencies::Done done;

  void Answered() {
    if (--left == 0) done(std::move(known));
  }
};

void AskFeatures(FeatureStub& stub, const std::shared_ptr<Asking>& asking) {
  stub.async()->GetFeatures(&asking->to_features, &asking->features_request, &asking->features_response,
                            [asking](const grpc::Status& status) {
                              asking->known.learner = status.ok()
                                                          ? LearnerOf(asking->features_response)
                                                          : service::FromGrpc(status, "feature-store");
                              asking->Answered();
                            });
}

void AskForecast(InferenceStub& stub, const std::shared_ptr<Asking>& asking) {
  stub.async()->Predict(&asking->to_inference, &asking->forecast_request, &asking->forecast_response,
                        [asking](const grpc::Status& status) {
                          asking->known.forecast = status.ok() ? ForecastOf(asking->forecast_response)
                                                               : service::FromGrpc(status, "inference");
                          asking->Answered();
                        });
}

struct AskingRanker {
  grpc::ClientContext context;
  inference::v1::PredictRequest request;
  inference::v1::PredictResponse response;
  Dependencies::Ranked ranked;
};

using ChannelPtr = std::shared_ptr<grpc::Channel>;

absl::StatusOr<ChannelPtr> Open(const std::string& address, const service::TlsOptions& tls,
                                const std::string& token_file) {
  if (address.empty()) return ChannelPtr();
  return service::MakeChannel(address, tls, token_file);
}

}  // namespace

struct Dependencies::Stubs {
  std::unique_ptr<FeatureStub> features;
  std::unique_ptr<InferenceStub> inference;
};

Dependencies::Dependencies(std::shared_ptr<grpc::Channel> feature_store,
                           std::shared_ptr<grpc::Channel> inference, Options options)
    : stubs_(new Stubs{feature_store ? features::v1::FeatureStore::NewStub(feature_store) : nullptr,
                       inference ? inference::v1::Inference::NewStub(inference) : nullptr}),
      options_(std::move(options)) {}

Dependencies::~Dependencies() = default;

absl::StatusOr<std::unique_ptr<Dependencies>> Dependencies::Connect(const Addresses& addresses,
                                                                    const service::TlsOptions& tls,
                                                                    const std::string& token_file,
                                                                    Options options) {
  auto feature_store = Open(addresses.feature_store, tls, token_file);
  if (!feature_store.ok()) return feature_store.status();
  auto inference = Open(addresses.inference, tls, token_file);
  if (!inference.ok()) return inference.status();
  return std::make_unique<Dependencies>(*feature_store, *inference, std::move(options));
}

void Dependencies::Ask(const std::string& learner_id, absl::Time now, absl::Time deadline,
                       const std::string& trace, Done done) const {
  auto asking = std::make_shared<Asking>();
  asking->done = std::move(done);
  asking->features_request = LearnerRequest(learner_id);
  asking->forecast_request = ForecastRequest(options_.model, learner_id);
  const auto until = absl::ToChronoTime(now + Patience(options_, now, deadline));
  asking->to_features.set_deadline(until);
  asking->to_inference.set_deadline(until);
  service::Carry(trace, asking->to_features);
  service::Carry(trace, asking->to_inference);
  stubs_->features ? AskFeatures(*stubs_->features, asking) : asking->Answered();
  stubs_->inference ? AskForecast(*stubs_->inference, asking) : asking->Answered();
}

bool Dependencies::has_ranker(absl::Time now) const {
  return stubs_->inference && !options_.ranker.empty() && absl::ToUnixMillis(now) >= no_ranker_until_ms_;
}

void Dependencies::AskRanker(const std::vector<PairFeatures>& rows, absl::Time now, absl::Time deadline,
                             const std::string& trace, Ranked ranked) const {
  auto asking = std::make_shared<AskingRanker>();
  asking->ranked = std::move(ranked);
  asking->request = RankerRequest(options_.ranker, rows);
  asking->context.set_deadline(absl::ToChronoTime(now + Patience(options_, now, deadline)));
  service::Carry(trace, asking->context);
  stubs_->inference->async()->Predict(
      &asking->context, &asking->request, &asking->response,
      [this, asking, now, rows = rows.size()](const grpc::Status& status) {
        if (status.error_code() == grpc::StatusCode::NOT_FOUND)
          no_ranker_until_ms_ = absl::ToUnixMillis(now + options_.ranker_retry);
        asking->ranked(status.ok() ? RankerScoresOf(asking->response, rows)
                                   : service::FromGrpc(status, "inference (ranker)"));
      });
}

absl::Duration Patience(const Dependencies::Options& options, absl::Time now, absl::Time deadline) {
  return std::max(absl::ZeroDuration(), std::min(options.longest_wait, (deadline - now) * options.share));
}

}  // namespace yachay::recommendation
