#include "adapters/feature_client.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <limits>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "core/loaded_model.h"
#include "features/test_events.h"
#include "fixture/feature_store.h"
#include "fixture/inference_server.h"
#include "service/channel.h"
#include "service/process_options.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

namespace fv1 = ::yachay::features::v1;
using features::kHourMs;
using features::kT0;

constexpr int64_t kNow = kT0 + 20 * 24 * kHourMs;
constexpr absl::Duration kLongerThanTheCaller = absl::Hours(1);

std::unique_ptr<FeatureClient> Connect(const std::string& address) {
  auto client = FeatureClient::Connect(address, kLongerThanTheCaller, {});
  REQUIRE(client.ok());
  return *std::move(client);
}

struct Fixture {
  std::unique_ptr<FeatureStoreFixture> store = std::make_unique<FeatureStoreFixture>(kNow);
  std::unique_ptr<FeatureClient> client = Connect(store->address());
  InferenceServer server{client.get()};
  XgboostModel trained{3, 10, 5};

  Fixture() {
    Promote(server.registry, trained.Candidate("engagement"));
    server.Poll();
  }
};

v1::PredictRequest ForLearners(const std::vector<std::string>& learners) {
  v1::PredictRequest request;
  request.set_model("engagement");
  for (const std::string& learner : learners) request.mutable_learners()->add_learner_ids(learner);
  return request;
}

events::Event Did(const std::string& learner, uint64_t number, int64_t at_ms, events::Payload what) {
  events::Event event = features::MakeEvent(number, at_ms, std::move(what));
  event.learner_id = learner;
  return event;
}

TEST_CASE("a learner's events become the row that the model scores, with what is missing and its age") {
  Fixture f;
  const int64_t at = kNow - 30 * kHourMs;
  f.store->Fold({Did("ada", 1, at, events::ProfileUpdated{2014, {}, {}, {}, "Female"}),
                 Did("ada", 2, at, events::SessionStarted{"s", "RPG", "Easy"}),
                 Did("ada", 3, at + kHourMs / 2, events::SessionEnded{"s", kHourMs / 2}),
                 Did("ada", 4, at + kHourMs / 2, events::LevelReached{7}),
                 Did("ada", 5, at + kHourMs, events::AchievementUnlocked{"first"})});
  v1::PredictRequest request = ForLearners({"ada"});
  request.mutable_learners()->mutable_as_of()->set_seconds(kNow / 1000);
  v1::PredictResponse response;
  const grpc::Status status = f.server.Predict(request, response);
  INFO(status.error_message());
  REQUIRE(status.ok());

  // Age, Gender, Location, GameGenre, PlayTimeHours, InGamePurchases, GameDifficulty, SessionsPerWeek,
  // AvgSessionDurationMinutes, PlayerLevel, AchievementsUnlocked; categories by their place in the schema.
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> row{12, 0, kNan, 1, 0.5F, 0, 0, 1, 30, 7, 1};
  const std::vector<float> scores(response.probabilities().begin(), response.probabilities().end());
  CHECK(scores == f.trained.Scores(row));
  CHECK(response.view_hash().size() >= 16);
  REQUIRE(response.row_features_size() == 1);
  const v1::RowFeatures& known = response.row_features(0);
  CHECK(known.known());
  CHECK(std::vector<std::string>(known.missing().begin(), known.missing().end()) ==
        std::vector<std::string>{"Location"});
  CHECK(known.newest_value_at().seconds() == (at + kHourMs) / 1000);
  REQUIRE(known.value_ages_ms_size() == 11);
  CHECK(known.value_ages_ms(2) == -1);  // Location
  CHECK(known.value_ages_ms(0) >= 29 * kHourMs);
  CHECK(known.value_ages_ms(10) == 29 * kHourMs);  // AchievementsUnlocked
}

// What the store itself says of the learners, as a caller would give it.
v1::FeatureMatrix AskStore(const FeatureStoreFixture& store, const std::vector<std::string>& learners) {
  fv1::GetFeaturesRequest request;
  for (const models::Feature& feature : EngagementFeatures())
    request.add_features(absl::StrCat("engagement:", feature.name));
  request.mutable_learner_ids()->Add(learners.begin(), learners.end());
  fv1::GetFeaturesResponse response;
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  const auto stub = fv1::FeatureStore::NewStub(*service::MakeChannel(store.address()));
  REQUIRE(stub->GetFeatures(&context, request, &response).ok());
  v1::FeatureMatrix matrix;
  for (int i = 0; i < response.columns_size(); ++i) {
    v1::NamedColumn& column = *matrix.add_columns();
    column.set_name(EngagementFeatures()[static_cast<size_t>(i)].name);
    *column.mutable_numbers() = response.columns(i).numbers();
    *column.mutable_texts() = response.columns(i).texts();
  }
  return matrix;
}

TEST_CASE("many learners score as their features do when the caller gives them") {
  Fixture f;
  std::vector<std::string> learners;
  for (uint64_t i = 0; i < 60; ++i) {
    learners.push_back(absl::StrCat("learner-", i));
    std::vector<events::Event> events = features::RandomEvents(i + 1, 40, 20);
    for (events::Event& event : events) event.learner_id = learners.back();
    f.store->Fold(events);
  }
  v1::PredictResponse by_learner;
  REQUIRE(f.server.Predict(ForLearners(learners), by_learner).ok());
  v1::PredictRequest request;
  request.set_model("engagement");
  *request.mutable_features() = AskStore(*f.store, learners);
  v1::PredictResponse by_features;
  REQUIRE(f.server.Predict(request, by_features).ok());
  REQUIRE(by_learner.probabilities_size() == 180);
  CHECK(std::equal(by_learner.probabilities().begin(), by_learner.probabilities().end(),
                   by_features.probabilities().begin()));
  CHECK(by_learner.unseen_categories() == by_features.unseen_categories());
  CHECK(by_learner.row_features_size() == 60);
}

TEST_CASE("a learner that the store does not know is scored with every feature missing, and marked") {
  Fixture f;
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(ForLearners({"nobody"}), response).ok());
  REQUIRE(response.row_features_size() == 1);
  CHECK_FALSE(response.row_features(0).known());
  CHECK(response.row_features(0).missing_size() == 11);
  CHECK_FALSE(response.row_features(0).has_newest_value_at());
  const std::vector<float> missing(11, std::numeric_limits<float>::quiet_NaN());
  CHECK(response.probabilities(0) == f.trained.Scores(missing)[0]);
}

TEST_CASE("a view that lacks the model's features fails the precondition and says what to do") {
  Fixture f;
  v1::PredictRequest request = ForLearners({"ada"});
  request.mutable_learners()->set_view("device");
  v1::PredictResponse response;
  const grpc::Status status = f.server.Predict(request, response);
  CHECK(status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK(absl::StrContains(status.error_message(), "device:Age"));
  CHECK(absl::StrContains(status.error_message(), "yachay features views"));
}

TEST_CASE("while the executor is full, large requests are turned away at once and small ones served") {
  absl::Notification go_on;  // Before the executor, whose threads may still look at it when this ends.
  absl::BlockingCounter busy(InferenceServer::kThreads);
  Fixture f;
  for (int i = 0; i < InferenceServer::kThreads; ++i) {
    REQUIRE(f.server.executor().Submit([&] { busy.DecrementCount(), go_on.WaitForNotification(); }).ok());
  }
  busy.Wait();
  while (f.server.executor().Submit([] {}).ok()) {
  }
  std::vector<std::string> learners(100, "ada");
  v1::PredictResponse response;
  CHECK(f.server.Predict(ForLearners(learners), response).error_code() ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);
  v1::PredictRequest large;
  large.set_model("engagement");
  *large.mutable_features() = ToMatrix(RandomRows(100, 1));
  CHECK(f.server.Predict(large, response).error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(f.server.Predict(ForLearners({"ada"}), response).ok());
  go_on.Notify();
}

TEST_CASE("a store that is gone is UNAVAILABLE to the caller") {
  Fixture f;
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(ForLearners({"ada"}), response).ok());
  f.store.reset();
  const grpc::Status status = f.server.Predict(ForLearners({"ada"}), response);
  CHECK(status.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(absl::StrContains(status.error_message(), "feature-store"));
}

// What a store of ours does not do on request: it ends every call with an error, and keeps the deadline it
// was given.
class BrokenStore final : public fv1::FeatureStore::CallbackService {
 public:
  absl::Time deadline = absl::InfiniteFuture();

  grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext* context, const fv1::GetFeaturesRequest*,
                                        fv1::GetFeaturesResponse*) override {
    deadline = absl::FromChrono(context->deadline());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish({grpc::StatusCode::DATA_LOSS, "a state is damaged"});
    return reactor;
  }
};

TEST_CASE("the caller's deadline is the store's, and what else the store fails with is UNAVAILABLE") {
  BrokenStore store;
  service::Metrics metrics;
  const auto store_server = service::Server::Start({}, {&store}, metrics);
  REQUIRE(store_server.ok());
  (*store_server)->SetServing(true);
  const auto client = Connect(absl::StrCat("127.0.0.1:", (*store_server)->port()));
  InferenceServer server(client.get());
  Promote(server.registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  server.Poll();
  v1::PredictResponse response;
  const grpc::Status status = server.Predict(ForLearners({"ada"}), response);
  CHECK(status.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(absl::StrContains(status.error_message(), "a state is damaged"));
  CHECK(store.deadline < absl::Now() + kLongerThanTheCaller / 2);
}

// Answers nothing until its caller goes.
class SilentStore final : public fv1::FeatureStore::CallbackService {
 public:
  absl::Notification asked;
  absl::Notification cancelled;

  grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext*, const fv1::GetFeaturesRequest*,
                                        fv1::GetFeaturesResponse*) override {
    asked.Notify();
    return new Reactor(cancelled);
  }

 private:
  class Reactor final : public grpc::ServerUnaryReactor {
   public:
    explicit Reactor(absl::Notification& cancelled) : cancelled_(cancelled) {}
    void OnCancel() override {
      cancelled_.Notify();
      Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    absl::Notification& cancelled_;
  };
};

TEST_CASE("a caller that goes takes the call to the store with it") {
  SilentStore store;
  service::Metrics metrics;
  const auto store_server = service::Server::Start({}, {&store}, metrics);
  REQUIRE(store_server.ok());
  (*store_server)->SetServing(true);
  const auto client = Connect(absl::StrCat("127.0.0.1:", (*store_server)->port()));
  InferenceServer server(client.get());
  Promote(server.registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  server.Poll();
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::PredictResponse response;
  grpc::Status status;
  std::thread caller([&] {
    status = v1::Inference::NewStub(server.channel())->Predict(&context, ForLearners({"ada"}), &response);
  });
  store.asked.WaitForNotification();
  context.TryCancel();
  store.cancelled.WaitForNotification();  // long before any deadline: there is none but the client's hour
  caller.join();
  CHECK(status.error_code() == grpc::StatusCode::CANCELLED);
  while (server.gate().inside() > 0) std::this_thread::yield();
}

TEST_CASE("the open protocol reads the features of learners too") {
  Fixture f;
  oip::ModelInferRequest request;
  request.set_model_name("engagement");
  auto& ids = *request.add_inputs();
  ids.set_name("learner_id");
  ids.set_datatype("BYTES");
  ids.add_shape(2);
  for (const char* id : {"ada", "bo"}) ids.mutable_contents()->add_bytes_contents(id);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  oip::ModelInferResponse response;
  REQUIRE(
      oip::GRPCInferenceService::NewStub(f.server.channel())->ModelInfer(&context, request, &response).ok());
  v1::PredictResponse predicted;
  REQUIRE(f.server.Predict(ForLearners({"ada", "bo"}), predicted).ok());
  const auto& scores = response.outputs(1).contents().fp32_contents();
  REQUIRE(scores.size() == predicted.probabilities_size());
  CHECK(std::equal(scores.begin(), scores.end(), predicted.probabilities().begin()));
}

TEST_CASE("an answer of another shape is refused") {
  models::FolderRegistry registry = NewRegistry();
  auto model = LoadedModel::Load(registry, Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement")));
  REQUIRE(model.ok());
  v1::LearnerRows learners;
  learners.add_learner_ids("ada");
  CHECK(ReadFeatures(**model, "engagement", learners, absl::UnixEpoch(), {}).status().code() ==
        absl::StatusCode::kUnavailable);

  fv1::GetFeaturesResponse texts_for_numbers;
  for (int i = 0; i < 11; ++i) {
    fv1::FeatureColumn& column = *texts_for_numbers.add_columns();
    column.mutable_texts()->Add("Female");
    column.add_statuses(fv1::FEATURE_STATUS_PRESENT);
    column.add_value_times_ms(1);
  }
  const auto read = ReadFeatures(**model, "engagement", learners, absl::UnixEpoch(), texts_for_numbers);
  CHECK(read.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(absl::StrContains(read.status().message(), "engagement:Age"));
}

TEST_CASE("whose consent is missing is told row by row") {
  models::FolderRegistry registry = NewRegistry();
  auto model = LoadedModel::Load(registry, Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement")));
  REQUIRE(model.ok());
  v1::LearnerRows learners;
  learners.add_learner_ids("ada");
  learners.add_learner_ids("silent");
  fv1::GetFeaturesResponse response;
  for (const models::Feature& feature : EngagementFeatures()) {
    fv1::FeatureColumn& column = *response.add_columns();
    for (int row = 0; row < 2; ++row) {
      const bool number = feature.kind == models::FeatureKind::kNumber;
      if (number) {
        column.add_numbers(1);
      } else {
        column.add_texts("");
      }
      column.add_statuses(fv1::FEATURE_STATUS_NULL_VALUE);
      column.add_value_times_ms(0);
    }
  }
  response.add_without_consent(false);
  response.add_without_consent(true);
  const auto read = ReadFeatures(**model, "engagement", learners, absl::UnixEpoch(), std::move(response));
  REQUIRE(read.ok());
  CHECK_FALSE(read->rows[0].without_consent());
  CHECK(read->rows[1].without_consent());
}

TEST_CASE("the model's features are asked for by name, in its order, at the time asked") {
  models::FolderRegistry registry = NewRegistry();
  auto model = LoadedModel::Load(registry, Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement")));
  REQUIRE(model.ok());
  v1::LearnerRows learners;
  learners.add_learner_ids("ada");
  learners.mutable_as_of()->set_seconds(77);
  const fv1::GetFeaturesRequest request = FeaturesRequest(**model, "v", learners);
  REQUIRE(request.features_size() == 11);
  CHECK(request.features(0) == "v:Age");
  CHECK(request.features(10) == "v:AchievementsUnlocked");
  CHECK(request.learner_ids(0) == "ada");
  CHECK(request.as_of().seconds() == 77);
}

}  // namespace
}  // namespace yachay::inference
