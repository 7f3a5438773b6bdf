// Gamification against the embedded broker and an in-process feature store: two pods, one log of rewards.
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/gamification_codec.h"
#include "adapters/gamification_rpc.h"
#include "adapters/proto_time.h"
#include "events/local_day.h"
#include "gamification/codec.h"
#include "kafka/embedded_broker.h"
#include "kafka/producer.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

namespace v1 = gamification::v1;
constexpr char kTopic[] = "yachay.rewards.v1";

const gamification::Rules& Rules() {
  static const gamification::Rules rules = *gamification::ParseRules(gamification::DefaultRules());
  return rules;
}

std::int32_t ThisWeek() { return gamification::WeekOf(events::LocalDay(absl::ToUnixMillis(absl::Now()), 0)); }

gamification::Grant Earned(const std::string& id, const std::string& learner, std::int64_t points) {
  gamification::Grant grant{id, learner,    "game", absl::ToUnixMillis(absl::Now()), 0, points, points, 1,
                            1,  ThisWeek(), points};
  grant.standing = {"5b", 5, false, 0, 1};
  return grant;
}

// A pod's part of gamification. What is next is what the test says.
class Pod {
 public:
  explicit Pod(const std::string& brokers, std::size_t most = 100)
      : watchers_(most),
        rewards_(
            *Rewards::Create(brokers, kTopic, [this](const ToldReward& told) { watchers_.Publish(told); })),
        dependencies_(nullptr, nullptr, {}),
        next_items_({&catalog_, &dependencies_, &executor_, {}, &absl::Now}),
        rpc_({&Rules(), rewards_.get(), &watchers_, &next_items_, nullptr, &absl::Now}) {
    server_ = grpc::ServerBuilder().RegisterService(&rpc_).BuildAndStart();
    stub = v1::Gamification::NewStub(server_->InProcessChannel({}));
    rewards_->Start();
    Await([&] { return rewards_->ready().ok(); });
  }
  ~Pod() {
    rewards_->Stop();
    watchers_.Close();
    server_->Shutdown();
    executor_.Join();
  }
  template <typename F>
  static void Await(F there) {
    const absl::Time end = absl::Now() + absl::Seconds(60);
    while (!there() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
    REQUIRE(there());
  }
  grpc::Status Board(const std::string& learner, v1::GetLeaderboardResponse* response) {
    grpc::ClientContext context;
    v1::GetLeaderboardRequest request;
    request.set_learner_id(learner);
    request.set_count(3);
    return stub->GetLeaderboard(&context, request, response);
  }
  const Watchers& watchers() const { return watchers_; }
  void CloseWatchers() { watchers_.Close(); }

 private:
  Catalog catalog_;
  service::Executor executor_{1, 10};
  Watchers watchers_;
  std::unique_ptr<Rewards> rewards_;
  Dependencies dependencies_;
  NextItems next_items_;
  GamificationRpc rpc_;
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<v1::Gamification::Stub> stub;
};

// A log of rewards with `count` learners of one classroom, of whom l-0 has most points.
class Log {
 public:
  explicit Log(int count = 0)
      : broker_(*kafka::EmbeddedBroker::Start({.topics = {{.name = kTopic, .partitions = 4}}})),
        producer_(*kafka::Producer::Create({.brokers = brokers()})) {
    for (int i = 0; i < count; ++i) Tell(Earned(absl::StrCat("e-", i), absl::StrCat("l-", i), 100 - i));
  }
  void Tell(const gamification::Grant& grant) {
    const kafka::Record record{grant.learner_id, gamification::ToProto(grant).SerializeAsString(), {}, 0};
    REQUIRE(producer_->Produce(kTopic, record, [](auto) {}).ok());
    REQUIRE(producer_->Flush(absl::Seconds(30)).ok());
  }
  std::string brokers() const { return broker_->brokers(); }

 private:
  std::unique_ptr<kafka::EmbeddedBroker> broker_;
  std::unique_ptr<kafka::Producer> producer_;
};

// A call of Watch that has begun.
class Watching {
 public:
  Watching(Pod& pod, const std::string& learner, std::optional<google::protobuf::Timestamp> since = {}) {
    v1::WatchRequest request;
    request.set_learner_id(learner);
    if (since) *request.mutable_since() = *since;
    reader_ = pod.stub->Watch(&context_, request);
    REQUIRE(reader_->Read(&first));
    REQUIRE(first.has_watching());
  }
  v1::WatchResponse Next() {
    v1::WatchResponse update;
    REQUIRE(reader_->Read(&update));
    return update;
  }
  grpc::Status Cancel() {
    context_.TryCancel();
    return End();
  }
  grpc::Status End() {
    v1::WatchResponse update;
    while (reader_->Read(&update)) continue;
    return reader_->Finish();
  }
  v1::WatchResponse first;

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
};

}  // namespace

TEST_CASE(
    "every pod has the same leaderboard, also one that begins later, and a record told again changes "
    "nothing") {
  Log log(7);
  Pod one(log.brokers());
  log.Tell(Earned("e-3", "l-3", 97));
  Pod two(log.brokers());
  for (Pod* pod : {&one, &two}) {
    v1::GetLeaderboardResponse board;
    REQUIRE(pod->Board("l-3", &board).ok());
    CHECK(board.classroom_id() == "5b");
    CHECK((board.rank() == 4 && board.size() == 7 && board.points() == 97));
    REQUIRE(board.entries_size() == 3);
    CHECK((board.entries(0).learner_id() == "l-2" && board.entries(0).rank() == 3));
    CHECK((board.entries(2).learner_id() == "l-4" && board.entries(2).rank() == 5));
    CHECK(pod->Board("nobody", &board).error_code() == grpc::StatusCode::NOT_FOUND);
  }
}

TEST_CASE("who opts out vanishes from the boards of others") {
  Log log(3);
  Pod pod(log.brokers());
  auto left = Earned("e-9", "l-1", 99);
  left.standing.opted_out = true;
  left.standing.at_ms = 2;
  log.Tell(left);
  v1::GetLeaderboardResponse board;
  Pod::Await([&] { return pod.Board("l-0", &board).ok() && board.size() == 2; });
  for (const auto& entry : board.entries()) CHECK(entry.learner_id() != "l-1");
  REQUIRE(pod.Board("l-1", &board).ok());
  CHECK((board.opted_out() && board.rank() == 0 && board.entries_size() == 0 && board.points() == 99));
}

TEST_CASE("a reward reaches who watches on any pod, once, and nobody else") {
  Log log;
  Pod one(log.brokers()), two(log.brokers());
  Watching a(one, "l-0"), b(two, "l-0"), other(one, "l-1");
  log.Tell(Earned("r-1", "l-0", 10));
  log.Tell(Earned("r-1", "l-0", 10));  // told again after a kill
  log.Tell(Earned("r-2", "l-0", 20));
  log.Tell(Earned("r-3", "l-1", 5));
  for (Watching* watching : {&a, &b}) {
    CHECK(watching->Next().reward().reward_id() == "r-1");
    CHECK(watching->Next().reward().reward_id() == "r-2");
  }
  CHECK(other.Next().reward().reward_id() == "r-3");
}

TEST_CASE("who watches again, on another pod, misses nothing") {
  Log log;
  Pod one(log.brokers()), two(log.brokers());
  google::protobuf::Timestamp last;
  {
    Watching watching(one, "l-0");
    log.Tell(Earned("r-1", "l-0", 10));
    last = watching.Next().logged_at();
    CHECK(watching.Cancel().error_code() == grpc::StatusCode::CANCELLED);
  }
  Pod::Await([&] { return one.watchers().size() == 0; });
  log.Tell(Earned("r-2", "l-0", 20));
  v1::GetLeaderboardResponse board;
  Pod::Await([&] { return two.Board("l-0", &board).ok() && board.points() == 20; });
  Watching again(two, "l-0", last);
  std::string id = again.Next().reward().reward_id();
  if (id == "r-1") id = again.Next().reward().reward_id();  // of the seconds before, which may come again
  CHECK(id == "r-2");
}

TEST_CASE("a slow watcher is told what is missing, and holds up nobody") {
  auto stream = WatchStream::Create({.learner_id = "l", .next_items = {}, .on_done = [](WatchStream*) {}});
  // Without a call the first write never ends: the caller that does not read.
  class Slow : public v1::Gamification::CallbackService {
   public:
    explicit Slow(std::shared_ptr<WatchStream> to) : to_(std::move(to)) {}
    grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext*,
                                                       const v1::WatchRequest*) override {
      return to_.get();
    }
    std::shared_ptr<WatchStream> to_;
  } service(stream);
  const int sent = 20 * static_cast<int>(WatchStream::kQueue);
  for (int i = 0; i < sent; ++i) {  // before the call has begun, so that no write can end
    gamification::Grant grant = Earned(absl::StrCat("r-", i), "l", 1);
    stream->PushReward({std::make_shared<v1::RewardGranted>(gamification::ToProto(grant)), 1});
  }
  const auto server = grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
  const auto stub = v1::Gamification::NewStub(server->InProcessChannel({}));
  grpc::ClientContext context;
  const auto reader = stub->Watch(&context, {});
  v1::WatchResponse update;
  std::uint64_t rewards = 0;
  while (reader->Read(&update) && update.has_reward())
    CHECK(update.reward().reward_id() == absl::StrCat("r-", rewards++));
  REQUIRE(update.has_gap());
  CHECK(rewards == WatchStream::kQueue + 1);
  CHECK(rewards + update.gap().missed() == static_cast<std::uint64_t>(sent));
  stream->Push(update);  // and goes on after the gap
  CHECK(reader->Read(&update));
  context.TryCancel();
  CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
  server->Shutdown();
}

TEST_CASE("a pod that stops sends its watchers away; one that is full takes no more") {
  Log log;
  Pod pod(log.brokers(), 1);
  Watching watching(pod, "l-0");
  grpc::ClientContext context;
  v1::WatchRequest request;
  request.set_learner_id("l-1");
  v1::WatchResponse update;
  const auto refused = pod.stub->Watch(&context, request);
  CHECK(!refused->Read(&update));
  CHECK(refused->Finish().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  pod.CloseWatchers();
  CHECK(watching.End().error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE("bad requests name every violated field, and a profile without a feature store is UNAVAILABLE") {
  Log log;
  Pod pod(log.brokers());
  grpc::ClientContext context;
  v1::GetLeaderboardRequest request;
  request.set_learner_id("a b");
  request.set_week("2026-11-17");
  request.set_count(101);
  v1::GetLeaderboardResponse board;
  const auto violations = service::Violations(pod.stub->GetLeaderboard(&context, request, &board));
  REQUIRE(violations.size() == 3);
  CHECK((violations[0].field == "learner_id" && violations[1].field == "week" &&
         violations[2].field == "count"));
  grpc::ClientContext second;
  v1::GetProfileRequest whose;
  whose.set_learner_id("l");
  v1::GetProfileResponse profile;
  CHECK(pod.stub->GetProfile(&second, whose, &profile).error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE("a learner who is not known has a profile of zeros with every badge and quest") {
  features::v1::GetFeaturesResponse features;
  const auto request = ProfileRequest("l");
  for (const std::string& name : request.features()) {
    features.add_columns()->set_name(name);
    features.mutable_columns(features.columns_size() - 1)
        ->add_statuses(features::v1::FEATURE_STATUS_NOT_FOUND);
  }
  v1::GetProfileResponse profile;
  REQUIRE(FillProfile(features, Rules(), &profile).ok());
  CHECK((profile.points() == 0 && profile.level() == 1 && profile.next_level_points() == 100));
  CHECK(profile.badges_size() == static_cast<int>(Rules().badges.size()));
  CHECK(profile.badges(0).next_tier_value() > 0);
  CHECK(profile.quests(0).steps_done_size() == 1);
  features.mutable_columns()->RemoveLast();
  CHECK(absl::IsInternal(FillProfile(features, Rules(), &profile)));
}

}  // namespace yachay::recommendation
