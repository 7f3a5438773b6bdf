// A model and a feature store that mean different things by the same names.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "adapters/feature_client.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "features/test_views.h"
#include "fixture/feature_store.h"
#include "fixture/inference_server.h"
#include "service/process_options.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

constexpr int64_t kNow = features::kT0 + 20 * 24 * features::kHourMs;

models::FeatureView Trained(const std::string& hash = features::EngagementViews().views().front().hash) {
  return {"engagement", 1, hash};
}

struct Fixture {
  FeatureStoreFixture store;
  std::unique_ptr<FeatureClient> client;
  InferenceServer server;
  XgboostModel trained{3, 10, 5};

  explicit Fixture(const std::string& views, bool serve_other_views = false, const ArmsOptions& arms = {})
      : store(kNow, "", views),
        client(*FeatureClient::Connect(store.address(), absl::Hours(1), {})),
        server(client.get(), nullptr, arms, serve_other_views) {
    Register({Trained()}, "champion");
  }
  void Register(const std::vector<models::FeatureView>& views, const std::string& alias) {
    models::Candidate candidate = trained.Candidate("engagement");
    candidate.manifest.views = views;
    const auto ref = server.registry.Register(candidate);
    REQUIRE(ref.ok());
    REQUIRE(server.registry
                .MoveAlias({.model = "engagement",
                            .alias = alias,
                            .to = ref->version,
                            .expected_from = std::nullopt,
                            .who = "test",
                            .evidence = "test"})
                .ok());
    server.Poll();
  }
  grpc::Status Ask(v1::PredictResponse& response) const {
    v1::PredictRequest request;
    request.set_model("engagement");
    for (int i = 0; i < 40; ++i) request.mutable_learners()->add_learner_ids(absl::StrCat("l", i));
    return server.Predict(request, response);
  }
};

TEST_CASE("a model is served by the views that it was trained on") {
  const Fixture f("");
  v1::PredictResponse response;
  const grpc::Status status = f.Ask(response);
  INFO(status.error_message());
  REQUIRE(status.ok());
  CHECK(response.view_hash() == Trained().hash);
}

TEST_CASE("a view that was changed since feeds no model that was trained before") {
  Fixture f(features::ChangedEngagementViews());
  v1::PredictResponse response;
  const grpc::Status status = f.Ask(response);
  CHECK(status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK(absl::StrContains(status.error_message(), Trained().hash));
  CHECK(absl::StrContains(status.error_message(), "promote"));
  CHECK(absl::StrContains(f.server.Metrics(),
                          R"(yachay_other_views_rows_total{model="engagement",version="1"} 40)"));

  v1::PredictRequest given;
  given.set_model("engagement");
  *given.mutable_features() = ToMatrix(RandomRows(3, 1));
  CHECK(f.server.Predict(given, response).ok());

  f.Register({}, "champion");  // from a file that no view made: it says nothing of views
  REQUIRE(f.Ask(response).ok());
  CHECK(response.view_hash() != Trained().hash);
  f.Register({Trained(response.view_hash())}, "champion");  // trained on what is served now
  CHECK(f.Ask(response).ok());
}

TEST_CASE("who wants to is served by other views, and it is counted") {
  Fixture f(features::ChangedEngagementViews(), true);
  v1::PredictResponse response;
  CHECK(f.Ask(response).ok());
  CHECK(absl::StrContains(f.server.Metrics(), "yachay_other_views_rows_total"));
}

TEST_CASE("a challenger that was trained on other views gets no learners") {
  Fixture f("", false, {.split = {"challenger", 0.5}, .shadow = ""});
  f.Register({Trained("0123456789abcdef")}, "challenger");
  v1::PredictResponse response;
  REQUIRE(f.Ask(response).ok());
  CHECK(response.assignments_size() == 0);
  f.Register({Trained()}, "challenger");
  REQUIRE(f.Ask(response).ok());
  CHECK(response.assignments_size() == 40);
}

TEST_CASE("features that name their view are read from it, whatever the model is called") {
  const Fixture f("");
  models::FolderRegistry registry = NewRegistry();
  models::Candidate candidate = f.trained.Candidate("mixed");
  for (models::Feature& feature : candidate.manifest.features)
    feature.name = absl::StrCat("engagement:", feature.name);
  candidate.manifest.views = {Trained()};
  const auto model = LoadedModel::Load(registry, Promote(registry, candidate));
  INFO(model.status().ToString());
  REQUIRE(model.ok());
  v1::LearnerRows learners;
  learners.add_learner_ids("ada");
  const auto request = FeaturesRequest(**model, "mixed", learners);
  CHECK(request.features(0) == "engagement:Age");
  Cancellation cancellation;
  absl::Notification done;
  f.client->Get({std::chrono::system_clock::now() + std::chrono::minutes(1), &cancellation, ""}, **model,
                learners, [&](const absl::StatusOr<LearnerFeatures>& read) {
                  REQUIRE(read.ok());
                  CHECK(read->view_hash == Trained().hash);
                  CHECK(read->features.columns(10).name() == "engagement:AchievementsUnlocked");
                  done.Notify();
                });
  done.WaitForNotification();
}

}  // namespace
}  // namespace yachay::inference
