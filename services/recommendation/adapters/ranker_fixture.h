// A pod of the service with four items, for what its models are to say of them. Its broker is away.
#ifndef RECOMMENDATION_ADAPTERS_RANKER_FIXTURE_H_
#define RECOMMENDATION_ADAPTERS_RANKER_FIXTURE_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/cloud_event.h"
#include "adapters/dependencies.h"
#include "adapters/probe.h"
#include "adapters/recommendation_log.h"
#include "adapters/recommendation_rpc.h"
#include "testing/catch.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::recommendation {

// A calibration that knows the pod's four items.
inline std::shared_ptr<const FittedCalibration> FittedItems() {
  learning::Calibration calibration;
  for (const double difficulty : {-2.0, -1.2, 0.0, 1.5}) {
    const std::string id = absl::StrCat("d", difficulty);
    calibration.items[id] = difficulty;
    calibration.item_answers[id] = 100;
  }
  return std::make_shared<const FittedCalibration>(WithFingerprint(std::move(calibration)));
}

// Knows nothing of anybody: each column is missing.
class EmptyStore : public features::v1::FeatureStore::Service {
 public:
  grpc::Status GetFeatures(grpc::ServerContext*, const features::v1::GetFeaturesRequest* request,
                           features::v1::GetFeaturesResponse* response) override {
    for (const std::string& name : request->features()) {
      auto* column = response->add_columns();
      column->set_name(name);
      column->add_statuses(features::v1::FEATURE_STATUS_NOT_FOUND);
    }
    response->set_tracer_calibration(FittedItems()->fingerprint);
    return grpc::Status::OK;
  }
};

inline std::unique_ptr<grpc::Server> Serve(grpc::Service& service) {
  return grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
}

class Pod {
 public:
  // calibration: null: none.
  Pod(const std::shared_ptr<grpc::Channel>& store, const std::shared_ptr<grpc::Channel>& inference,
      std::shared_ptr<const FittedCalibration> calibration = nullptr)
      : sources_(store, inference),
        dependencies_(sources_, {.longest_wait = absl::Seconds(20), .share = 0.25}),
        producer_(*kafka::Producer::Create(
            {.brokers = "127.0.0.1:1", .properties = {{"message.timeout.ms", "200"}}, .log = &LogKafka})),
        log_(*producer_, "none", [this] { ++lost; }),
        next_items_({.shelves = &shelves_,
                     .dependencies = &dependencies_,
                     .executor = &executor_,
                     .policy = Greedy(),
                     .calibration = [calibration = std::move(calibration)] { return calibration; },
                     .now = &absl::Now}),
        rpc_({.next_items = &next_items_,
              .dependencies = &dependencies_,
              .log = &log_,
              .probe = &probe_,
              .executor = &executor_,
              .texts = &texts_,
              .policy = Greedy(),
              .now = &absl::Now,
              .new_id = &NewUuid,
              .caller_of = [this](const auto&) { return caller; }}),
        server_(Serve(rpc_)),
        stub(v1::Recommendation::NewStub(server_->InProcessChannel({}))) {
    for (const double difficulty : {-2.0, -1.2, 0.0, 1.5}) Add(difficulty);
  }
  ~Pod() {
    server_->Shutdown();
    executor_.Join();
    producer_->Flush(absl::Seconds(10)).IgnoreError();
  }

  v1::RecommendResponse Recommend(v1::RecommendRequest request = {}) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(8)));
    request.set_learner_id("l-1");
    v1::RecommendResponse response;
    CHECK(stub->Recommend(&context, request, &response).ok());
    return response;
  }

  const NextItems& next_items() const { return next_items_; }

  std::atomic<int> lost = 0;
  service::Caller caller{.anyone = true};

 private:
  static Policy Greedy() {
    Policy policy;
    policy.exploration = 0;
    return policy;
  }
  void Add(double difficulty) {
    const Content content{.id = absl::StrCat("d", difficulty),
                          .title = "t",
                          .skills = {absl::StrCat("s", difficulty)},
                          .language = "es",
                          .difficulty = difficulty,
                          .variants = {{"t", delivery::VariantKind::kText, 20'000, 64}}};
    REQUIRE(catalog_.Apply({.content = content, .state = State::kPublished}).applied);
  }

  service::Metrics metrics_;
  Probe probe_{metrics_};
  service::Executor executor_{2, 100};
  const Texts texts_ = *Texts::Load(BuiltInTexts());
  Catalog catalog_;
  ShelfCache shelves_{catalog_, nullptr};
  const Sources sources_;
  Dependencies dependencies_;
  std::unique_ptr<kafka::Producer> producer_;
  RecommendationLog log_;
  const NextItems next_items_;
  RecommendationRpc rpc_;
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<v1::Recommendation::Stub> stub;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RANKER_FIXTURE_H_
