// Recommend, Watch and Progress tell a learner one order, with the models and without: the service before a
// real feature store and a real inference.
#include <optional>
#include <ostream>

#include "absl/strings/str_join.h"
#include "adapters/gamification_rpc.h"
#include "adapters/progress_rpc.h"
#include "adapters/ranker_fixture.h"
#include "inference/fixture/feature_store.h"
#include "kafka/embedded_broker.h"
#include "learning/success_features.h"
#include "recommendation/fixture/real_models.h"
#include "service/channel.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr char kRewards[] = "rewards";
constexpr int kCount = 3;
constexpr std::int64_t kNow = 1'700'000'000'000;

std::vector<std::string> PairNames() { return {PairFeatureNames().begin(), PairFeatureNames().end()}; }
std::vector<std::string> SuccessNames() {
  return {learning::SuccessFeatureNames().begin(), learning::SuccessFeatureNames().end()};
}

using Ids = std::vector<std::string>;
// What was told: the items in their order, and what that rests on.
struct Told {
  Ids ids;
  v1::Fallback fallback;
  bool operator==(const Told& other) const = default;
};
std::ostream& operator<<(std::ostream& out, const Told& told) {
  return out << absl::StrJoin(told.ids, " ") << ", " << v1::Fallback_Name(told.fallback);
}

template <typename Response>
Told NextOf(const Response& response) {
  Told told{{}, response.next_fallback()};
  for (const progress::v1::NextItem& item : response.next()) told.ids.push_back(item.content_id());
  return told;
}

class Watching {
 public:
  explicit Watching(gamification::v1::Gamification::Stub& stub) {
    gamification::v1::WatchRequest request;
    request.set_learner_id("l-1");
    request.set_items(kCount);
    reader_ = stub.Watch(&context_, request);
    gamification::v1::WatchResponse first;
    REQUIRE(reader_->Read(&first));
  }
  ~Watching() {
    context_.TryCancel();
    reader_->Finish().IgnoreError();
  }
  Told Next() {
    gamification::v1::WatchResponse update;
    REQUIRE(reader_->Read(&update));
    REQUIRE(update.has_next_items());
    const auto& ids = update.next_items().content_ids();
    return {{ids.begin(), ids.end()}, update.next_items().fallback()};
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<gamification::v1::WatchResponse>> reader_;
};

// "l-1", who has answered, and whoever asks what is next for them.
class School {
 public:
  School() {
    Answer(11);
    rewards_->Start();
    const absl::Time end = absl::Now() + absl::Seconds(60);
    while (!rewards_->ready().ok() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
    REQUIRE(rewards_->ready().ok());
  }
  ~School() {
    rewards_->Stop();
    watchers_.Close();
    progress_server_->Shutdown();
    play_server_->Shutdown();
    executor_.Join();
  }

  RealModels& models() { return *models_; }
  void EndInference() { models_.reset(); }

  void Answer(int times) {
    for (int i = 0; i < times; ++i) {
      const bool easy = events_ % 2 == 0;
      events::Event event{.event_id = absl::StrCat("123e4567-e89b-42d3-a456-42661417", 4000 + events_),
                          .learner_id = "l-1",
                          .game_id = "game"};
      event.occurred_at_ms = event.received_at_ms = kNow - 86'400'000 + ++events_ * 1000;
      event.payload = events::ItemAttempted{
          .item_id = easy ? "d-2" : "d0", .skill_ids = {easy ? "s-2" : "s0"}, .correct = events_ % 3 != 0};
      store_.Fold({event});
    }
  }
  // Tells who watches of the last answer.
  void Wake() { watchers_.Wake("l-1", {0, events_ - 1}); }

  Told Recommend() {
    v1::RecommendRequest request;
    request.set_count(kCount);
    const v1::RecommendResponse answer = pod_.Recommend(request);
    Told told{{}, answer.fallback()};
    for (const v1::RecommendedItem& item : answer.items()) told.ids.push_back(item.content_id());
    return told;
  }
  Told Progress() {
    grpc::ClientContext context;
    progress::v1::GetLearnerProgressRequest request;
    request.set_learner_id("l-1");
    progress::v1::GetLearnerProgressResponse response;
    REQUIRE(progress_stub_->GetLearnerProgress(&context, request, &response).ok());
    return NextOf(response);
  }
  Told Guardian() {
    grpc::ClientContext context;
    progress::v1::GetGuardianViewRequest request;
    request.set_learner_id("l-1");
    request.set_language("en");  // of the sentences, not of the items
    progress::v1::GetGuardianViewResponse response;
    REQUIRE(progress_stub_->GetGuardianView(&context, request, &response).ok());
    return NextOf(response);
  }
  gamification::v1::Gamification::Stub& play() { return *play_stub_; }
  void AllTell(const Told& expected) {
    CHECK(Recommend() == expected);
    CHECK(Watching(play()).Next() == expected);
    CHECK(Progress() == expected);
    CHECK(Guardian() == expected);
  }

 private:
  static service::Caller Anyone(const grpc::ServerContextBase&) { return {.anyone = true}; }

  int events_ = 0;
  inference::FeatureStoreFixture store_{kNow, ToJson(FittedItems()->values)};
  std::optional<RealModels> models_{store_.address()};
  const std::string inference_ = models_->address();
  const std::unique_ptr<kafka::EmbeddedBroker> broker_ =
      *kafka::EmbeddedBroker::Start({.topics = {{.name = kRewards, .partitions = 1}}});
  Pod pod_{*service::MakeChannel(store_.address()), *service::MakeChannel(inference_), FittedItems()};
  const Sources sources_{*service::MakeChannel(store_.address()), *service::MakeChannel(inference_)};
  Roster roster_;
  const Texts texts_ = *Texts::Load(BuiltInTexts());
  const gamification::Rules rules_ = *gamification::ParseRules(gamification::DefaultRules());
  service::Executor executor_{1, 10};
  Watchers watchers_;
  const std::unique_ptr<Rewards> rewards_ =
      *Rewards::Create(broker_->brokers(), kRewards, [this](const auto& told) { watchers_.Publish(told); });
  ProgressRpc progress_{{.next_items = &pod_.next_items(),
                         .roster = &roster_,
                         .sources = &sources_,
                         .texts = &texts_,
                         .executor = &executor_,
                         .longest_wait = absl::Seconds(20),
                         .roster_ready = [] { return absl::OkStatus(); },
                         .now = &absl::Now,
                         .caller_of = &Anyone}};
  GamificationRpc play_{{.rules = &rules_,
                         .rewards = rewards_.get(),
                         .watchers = &watchers_,
                         .next_items = &pod_.next_items(),
                         .sources = &sources_,
                         .enrolment = {&roster_, [] { return absl::OkStatus(); }},
                         .now = &absl::Now,
                         .caller_of = &Anyone}};
  const std::unique_ptr<grpc::Server> progress_server_ = Serve(progress_), play_server_ = Serve(play_);
  const std::unique_ptr<progress::v1::Progress::Stub> progress_stub_ =
      progress::v1::Progress::NewStub(progress_server_->InProcessChannel({}));
  const std::unique_ptr<gamification::v1::Gamification::Stub> play_stub_ =
      gamification::v1::Gamification::NewStub(play_server_->InProcessChannel({}));
};

TEST_CASE("who asks, who watches and who looks at progress are told the order of ranker and success model") {
  School plain;
  const Told heuristic = plain.Recommend();
  CHECK(heuristic.ids != Ids{"d1.5", "d0", "d-1.2"});
  plain.AllTell({heuristic.ids, v1::FALLBACK_NONE});

  School school;
  school.models().PromoteSuccess(SuccessNames(), "item_difficulty", FittedItems()->fingerprint);
  school.models().PromoteRanker(PairNames(), "difficulty");
  school.AllTell({{"d1.5", "d0", "d-1.2"}, v1::FALLBACK_NONE});
}

TEST_CASE("a ranker of fewer features than there are is gone without by all, and all say so") {
  const Ids heuristic = School().Recommend().ids;
  School school;
  std::vector<std::string> names = PairNames();
  names.pop_back();
  school.models().PromoteRanker(names, "difficulty");
  school.AllTell({heuristic, v1::FALLBACK_NO_RANKER});
}

TEST_CASE("the success model is asked by all, and one of another calibration gone without by all") {
  const Ids formula = School().Recommend().ids;
  School school;
  school.models().PromoteSuccess(SuccessNames(), "item_difficulty", Fingerprint(learning::Calibration{}));
  school.AllTell({formula, v1::FALLBACK_NO_SUCCESS});
  school.models().PromoteSuccess(SuccessNames(), "item_difficulty", FittedItems()->fingerprint);
  const Told by_model = school.Recommend();
  CHECK(by_model.fallback == v1::FALLBACK_NONE);
  CHECK(by_model.ids != formula);
  school.AllTell(by_model);
}

TEST_CASE("with inference dead all fall back to one order, say so, and who watches is told of it") {
  School school;
  school.models().PromoteRanker(PairNames(), "difficulty");
  Watching watching(school.play());
  CHECK(watching.Next() == Told{{"d1.5", "d0", "d-1.2"}, v1::FALLBACK_NONE});
  school.EndInference();
  school.Answer(1);
  school.Wake();
  const Told then = watching.Next();
  CHECK(then.fallback == v1::FALLBACK_NO_SCORES);
  CHECK(then.ids != Ids{"d1.5", "d0", "d-1.2"});
  school.AllTell(then);
}

}  // namespace
}  // namespace yachay::recommendation
