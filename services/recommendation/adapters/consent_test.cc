// What is said and used of a child without consent, or of whom nothing is known: the service before a real
// feature store and an inference that sees low engagement in everybody.
#include <algorithm>

#include "adapters/bundle_rpc.h"
#include "adapters/progress_rpc.h"
#include "adapters/ranker_fixture.h"
#include "inference/fixture/feature_store.h"
#include "service/channel.h"
#include "testing/catch.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::recommendation {
namespace {

namespace wire = progress::v1;
constexpr std::int64_t kDay = 86'400'000;

class GloomyInference : public inference::v1::Inference::Service {
 public:
  grpc::Status Predict(grpc::ServerContext*, const inference::v1::PredictRequest* request,
                       inference::v1::PredictResponse* response) override {
    if (request->model() != "engagement") return {grpc::StatusCode::NOT_FOUND, "?"};
    response->set_version(3);
    for (const char* name : {"Low", "High"}) response->add_classes(name);
    for (int row = 0; row < request->learners().learner_ids_size(); ++row) {
      for (const float p : {0.86F, 0.14F}) response->add_probabilities(p);
      response->add_labels("Low");
      response->add_row_features()->set_known(true);
    }
    return grpc::Status::OK;
  }
};

// "l-1" of classroom c-1, and what is said and done of them.
class School {
 public:
  School() {
    roster_.SetMember("l-1", "c-1", true, {1, "1"});
    REQUIRE(catalog_
                .Apply({.content = {.id = "a",
                                    .title = "a",
                                    .skills = {"addition"},
                                    .language = "es",
                                    .variants = {{"t", delivery::VariantKind::kText, 20'000, 64}}},
                        .state = State::kPublished})
                .applied);
  }
  ~School() {
    progress_server_->Shutdown();
    bundle_server_->Shutdown();
    executor_.Join();
  }

  void Happen(events::Payload payload, const std::string& learner = "l-1") {
    events::Event event{.event_id = absl::StrCat("123e4567-e89b-42d3-a456-42661417", 4000 + events_++),
                        .learner_id = learner,
                        .game_id = "game"};
    event.occurred_at_ms = event.received_at_ms = absl::ToUnixMillis(absl::Now()) - kDay + events_ * 1000;
    event.payload = std::move(payload);
    store_.Fold({event});
  }
  void Consent(bool granted, const std::string& learner = "l-1") {
    Happen(events::ConsentChanged{events::ConsentChanged::Purpose::kPersonalisation, granted}, learner);
  }
  // A session with answers, nearly all of them wrong.
  void Play(const std::string& learner = "l-1") {
    Happen(events::SessionStarted{.session_id = "s"}, learner);
    for (int i = 0; i < 12; ++i)
      Happen(events::ItemAttempted{.item_id = "d0", .skill_ids = {"addition"}, .correct = i == 0}, learner);
  }

  template <typename Request, typename Response>
  Response Ask(grpc::Status (wire::Progress::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request) {
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = ((*stub_).*method)(&context, request, &response);
    INFO(status.error_message());
    REQUIRE(status.ok());
    return response;
  }
  wire::GetLearnerProgressResponse Learner(const std::string& language = "en",
                                           wire::Audience audience = wire::AUDIENCE_LEARNER) {
    wire::GetLearnerProgressRequest request;
    request.set_learner_id("l-1");
    request.set_language(language);
    request.set_audience(audience);
    return Ask(&wire::Progress::Stub::GetLearnerProgress, request);
  }
  wire::GetClassroomProgressResponse Classroom() {
    wire::GetClassroomProgressRequest request;
    request.set_classroom_id("c-1");
    request.set_language("en");
    return Ask(&wire::Progress::Stub::GetClassroomProgress, request);
  }
  wire::GetGuardianViewResponse Guardian() {
    wire::GetGuardianViewRequest request;
    request.set_learner_id("l-1");
    request.set_language("en");
    return Ask(&wire::Progress::Stub::GetGuardianView, request);
  }
  v1::NextDifficultyResponse Difficulty(const std::string& learner = "l-1") {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(8)));
    v1::NextDifficultyRequest request;
    request.set_learner_id(learner);
    request.set_skill_id("addition");
    v1::NextDifficultyResponse response;
    REQUIRE(pod_.stub->NextDifficulty(&context, request, &response).ok());
    return response;
  }
  v1::RecommendResponse Recommend(v1::Audience audience = v1::AUDIENCE_LEARNER) {
    v1::RecommendRequest request;
    request.set_audience(audience);
    return pod_.Recommend(request);
  }
  v1::PlanOfflineBundleResponse Bundle(const std::string& learner = "l-1") {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    v1::PlanOfflineBundleRequest request;
    request.set_learner_id(learner);
    request.set_budget_bytes(1'000'000);
    v1::PlanOfflineBundleResponse response;
    REQUIRE(packer_->PlanOfflineBundle(&context, request, &response).ok());
    return response;
  }

 private:
  int events_ = 0;
  inference::FeatureStoreFixture store_{absl::ToUnixMillis(absl::Now())};
  GloomyInference inference_;
  const std::unique_ptr<grpc::Server> inference_server_ = Serve(inference_);
  Pod pod_{*service::MakeChannel(store_.address()), inference_server_->InProcessChannel({})};
  const Sources sources_{*service::MakeChannel(store_.address()), inference_server_->InProcessChannel({})};
  recommendation::Catalog catalog_;
  Roster roster_;
  const Texts texts_ = *Texts::Load(BuiltInTexts());
  service::Executor executor_{1, 10};
  ShelfCache shelves_{catalog_, nullptr};
  const Dependencies dependencies_{sources_, {.longest_wait = absl::Seconds(20), .share = 0.25}};
  const NextItems next_items_{
      {.shelves = &shelves_, .dependencies = &dependencies_, .executor = &executor_, .now = &absl::Now}};
  ProgressRpc progress_{{.next_items = &next_items_,
                         .roster = &roster_,
                         .sources = &sources_,
                         .texts = &texts_,
                         .executor = &executor_,
                         .longest_wait = absl::Seconds(20),
                         .roster_ready = [] { return absl::OkStatus(); },
                         .now = &absl::Now,
                         .caller_of = [](const auto&) { return service::Caller{.anyone = true}; }}};
  BundleRpc bundles_{{.shelves = &shelves_,
                      .sources = &sources_,
                      .executor = &executor_,
                      .longest_wait = absl::Seconds(20),
                      .now = &absl::Now}};
  const std::unique_ptr<grpc::Server> progress_server_ = Serve(progress_), bundle_server_ = Serve(bundles_);
  const std::unique_ptr<wire::Progress::Stub> stub_ =
      wire::Progress::NewStub(progress_server_->InProcessChannel({}));
  const std::unique_ptr<v1::OfflineBundles::Stub> packer_ =
      v1::OfflineBundles::NewStub(bundle_server_->InProcessChannel({}));
};

bool Reads(const v1::RecommendResponse& answer, const std::string& code) {
  for (const v1::RecommendedItem& item : answer.items()) {
    for (const v1::Reason& reason : item.reasons()) {
      if (reason.code() == code) return true;
    }
  }
  return false;
}

constexpr v1::Audience kAudiences[] = {v1::AUDIENCE_LEARNER, v1::AUDIENCE_TEACHER, v1::AUDIENCE_PARENT};

TEST_CASE("the next difficulty is a stranger's without consent, before and after it was given") {
  School school;
  const v1::NextDifficultyResponse stranger = school.Difficulty("nobody");
  school.Consent(true);
  school.Play();
  const v1::NextDifficultyResponse own = school.Difficulty();
  CHECK_FALSE(own.non_personal());
  CHECK(own.band_low() > stranger.band_low());  // loses much, and may lose interest
  CHECK(own.difficulty() < stranger.difficulty());
  school.Consent(false);
  const v1::NextDifficultyResponse withdrawn = school.Difficulty();
  CHECK(withdrawn.non_personal());
  CHECK(withdrawn.fallback() == v1::FALLBACK_NONE);
  CHECK(withdrawn.band_low() == stranger.band_low());
  CHECK(withdrawn.band_high() == stranger.band_high());
  CHECK(withdrawn.difficulty() == stranger.difficulty());
}

TEST_CASE("a bundle without consent is a stranger's") {
  School school;
  const v1::PlanOfflineBundleResponse strangers = school.Bundle("nobody");
  CHECK_FALSE(strangers.non_personal());
  school.Consent(true);
  school.Play();
  CHECK(school.Bundle().items(0).value() != strangers.items(0).value());
  school.Consent(false);
  CHECK(school.Bundle().non_personal());
  CHECK(school.Bundle().items(0).value() == strangers.items(0).value());
}

TEST_CASE("a stated wish does not move the difficulty of who has not consented") {
  School school;
  const v1::NextDifficultyResponse stranger = school.Difficulty("nobody");
  school.Consent(false);
  school.Happen(events::PreferenceSet{"challenge", "easy"});
  CHECK(school.Difficulty().band_low() == stranger.band_low());
}

TEST_CASE(
    "with consent all three views tell how it goes; once it is withdrawn they say that, and nothing more") {
  School school;
  school.Consent(true);
  school.Play();
  CHECK_FALSE(school.Learner().without_consent());
  CHECK(school.Learner().engagement().label() == "Low");
  CHECK(school.Classroom().help_size() == 1);
  CHECK_FALSE(school.Classroom().has_without_consent());
  CHECK_FALSE(school.Guardian().without_consent());

  school.Consent(false);
  const wire::GetLearnerProgressResponse learner = school.Learner("es");
  CHECK(learner.without_consent());
  REQUIRE(learner.summary_size() == 1);
  CHECK(learner.summary(0).code() == "WITHOUT_CONSENT");
  CHECK_FALSE((learner.has_activity() || learner.has_engagement() || learner.has_streak()));
  CHECK(learner.skills_size() == 0);
  REQUIRE(learner.next_size() == 1);
  for (const wire::Statement& reason : learner.next(0).reasons())
    CHECK((reason.code() != "NEW_SKILL" && reason.code() != "NEW_FOR_YOU"));

  const wire::GetGuardianViewResponse guardian = school.Guardian();
  CHECK(guardian.without_consent());
  REQUIRE(guardian.summary_size() == 1);
  CHECK(guardian.summary(0).text() ==
        "Without your consent nothing is used or shown of how your child plays.");
  CHECK_FALSE(guardian.has_streak());

  const wire::GetClassroomProgressResponse classroom = school.Classroom();
  CHECK(classroom.learners() == 1);
  CHECK(classroom.help_size() + classroom.away_size() + classroom.skills_size() == 0);
  CHECK(classroom.active_7d() + classroom.on_streak() == 0);
  REQUIRE(classroom.without_consent().learner_ids_size() == 1);
  CHECK(classroom.without_consent().learner_ids(0) == "l-1");
  CHECK(classroom.without_consent().said().code() == "WITHOUT_CONSENT");
}

TEST_CASE("without consent is said in three languages to three roles") {
  School school;
  school.Consent(false);
  std::set<std::string> said;
  for (const char* language : {"es", "qu", "en"}) {
    for (const auto audience : {wire::AUDIENCE_LEARNER, wire::AUDIENCE_TEACHER, wire::AUDIENCE_PARENT})
      said.insert(school.Learner(language, audience).summary(0).text());
  }
  CHECK(said.size() == 9);
}

TEST_CASE("who was only enrolled is no one to worry about: no forecast before a session or an answer") {
  School school;
  school.Consent(true);
  school.Happen(events::RosterChanged{.classroom_id = "c-1"});
  const wire::GetLearnerProgressResponse fresh = school.Learner();
  CHECK(fresh.engagement().label().empty());
  CHECK(fresh.engagement().low_chance() == 0);
  REQUIRE(fresh.engagement().reasons_size() == 1);
  CHECK(fresh.engagement().reasons(0).code() == "NOT_PLAYED_YET");
  REQUIRE(school.Guardian().summary_size() == 1);
  CHECK(school.Guardian().summary(0).text() == "Your child has not played yet.");
  const wire::GetClassroomProgressResponse classroom = school.Classroom();
  CHECK(classroom.help_size() == 0);
  REQUIRE(classroom.away_size() == 1);
  CHECK_FALSE(classroom.away(0).has_days());

  const v1::NextDifficultyResponse stranger = school.Difficulty("nobody");
  CHECK(school.Difficulty().band_low() == stranger.band_low());
  const v1::RecommendResponse answer = school.Recommend();
  CHECK(answer.engagement().empty());
  CHECK_FALSE(answer.non_personal());
  CHECK_FALSE(Reads(answer, "SHORT"));
  CHECK(Reads(answer, "NEW_FOR_YOU"));  // the feature store knows that they have not

  school.Happen(events::SessionStarted{.session_id = "s"});
  CHECK(school.Learner().engagement().label() == "Low");
  CHECK(school.Recommend().engagement() == "Low");
  CHECK(Reads(school.Recommend(), "SHORT"));
  CHECK(school.Difficulty().band_low() > stranger.band_low());
}

TEST_CASE("without consent no role reads that something is new, which nobody knows") {
  School school;
  school.Consent(true);
  school.Play();
  school.Consent(false);
  for (const v1::Audience audience : kAudiences) {
    const v1::RecommendResponse answer = school.Recommend(audience);
    CHECK(answer.non_personal());
    REQUIRE(answer.items_size() == 4);
    for (const char* code : {"NEW_SKILL", "NEW_FOR_YOU", "RIGHT_CHALLENGE", "PRACTISE_SKILL", "SHORT"})
      CHECK_FALSE(Reads(answer, code));
    CHECK(Reads(answer, "GOOD_START"));
  }
}

TEST_CASE("without a feature store no role reads that something is new either") {
  Pod pod(nullptr, nullptr);
  for (const v1::Audience audience : kAudiences) {
    v1::RecommendRequest request;
    request.set_audience(audience);
    const v1::RecommendResponse answer = pod.Recommend(request);
    CHECK(answer.fallback() == v1::FALLBACK_NO_FEATURES_NO_SCORES);
    REQUIRE(answer.items_size() == 4);
    for (const char* code : {"NEW_SKILL", "NEW_FOR_YOU", "RIGHT_CHALLENGE"}) CHECK_FALSE(Reads(answer, code));
  }
}

}  // namespace
}  // namespace yachay::recommendation
