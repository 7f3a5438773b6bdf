// A log of rewards on the embedded broker, and pods that read it, for the tests of gamification.
#ifndef RECOMMENDATION_ADAPTERS_GAMIFICATION_FIXTURE_H_
#define RECOMMENDATION_ADAPTERS_GAMIFICATION_FIXTURE_H_

#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/gamification_rpc.h"
#include "adapters/people_log.h"
#include "events/codec.h"
#include "events/local_day.h"
#include "gamification/codec.h"
#include "kafka/embedded_broker.h"
#include "kafka/producer.h"
#include "testing/catch.h"

namespace yachay::recommendation {

namespace wire = gamification::v1;
inline constexpr char kTopic[] = "yachay.rewards.v1";
inline constexpr char kEvents[] = "yachay.learner-events.v1";

inline const gamification::Rules& Rules() {
  static const gamification::Rules rules = *gamification::ParseRules(gamification::DefaultRules());
  return rules;
}

inline std::int32_t ThisWeek() {
  return gamification::WeekOf(events::LocalDay(absl::ToUnixMillis(absl::Now()), 0));
}

inline gamification::Grant Earned(const std::string& id, const std::string& learner, std::int64_t points) {
  gamification::Grant grant{id, learner,    "game", absl::ToUnixMillis(absl::Now()), 0, points, points, 1,
                            1,  ThisWeek(), points};
  grant.standing = {"5b", 5, false, 0, 1};
  return grant;
}

// A pod's part of gamification.
class Pod {
 public:
  // Without a feature store nothing is known of learners.
  explicit Pod(const std::string& brokers, std::size_t most = 100, grpc::Server* feature_store = nullptr,
               grpc::Server* inference = nullptr)
      : watchers_(most),
        rewards_(
            *Rewards::Create(brokers, kTopic, [this](const ToldReward& told) { watchers_.Publish(told); })),
        sources_(ChannelTo(feature_store), ChannelTo(inference)),
        dependencies_(sources_, {}),
        next_items_({&shelves_, &dependencies_, &executor_, {}, {}, &absl::Now}),
        people_(
            *PeopleLog::Create(brokers, kEvents, roster_,
                               [this](const auto& learner, const auto& at) { watchers_.Wake(learner, at); })),
        rpc_({&Rules(),
              rewards_.get(),
              &watchers_,
              &next_items_,
              &sources_,
              {&roster_, [this] { return roster_ready.ok() ? people_->ready() : roster_ready; }},
              &absl::Now,
              [this](const grpc::ServerContextBase&) { return caller; }}) {
    server_ = grpc::ServerBuilder().RegisterService(&rpc_).BuildAndStart();
    stub = wire::Gamification::NewStub(server_->InProcessChannel({}));
    rewards_->Start();
    people_->Start();
    Await([&] { return rewards_->ready().ok() && people_->ready().ok(); });
  }
  ~Pod() {
    rewards_->Stop();
    people_->Stop();
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
  grpc::Status Board(const std::string& learner, wire::GetLeaderboardResponse* response) {
    grpc::ClientContext context;
    wire::GetLeaderboardRequest request;
    request.set_learner_id(learner);
    request.set_count(3);
    return stub->GetLeaderboard(&context, request, response);
  }
  Catalog& catalog() { return catalog_; }
  const Watchers& watchers() const { return watchers_; }
  void CloseWatchers() { watchers_.Close(); }

  service::Caller caller = Anyone();  // who calls
  absl::Status roster_ready;          // an error: as while the roster is read

 private:
  static std::shared_ptr<grpc::Channel> ChannelTo(grpc::Server* server) {
    return server == nullptr ? nullptr : server->InProcessChannel({});
  }
  static service::Caller Anyone() {
    service::Caller caller;
    caller.anyone = true;
    return caller;
  }

  Catalog catalog_;
  ShelfCache shelves_{catalog_, nullptr};
  service::Executor executor_{1, 10};
  Watchers watchers_;
  std::unique_ptr<Rewards> rewards_;
  const Sources sources_;
  Dependencies dependencies_;
  NextItems next_items_;
  Roster roster_;
  std::unique_ptr<PeopleLog> people_;
  GamificationRpc rpc_;
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<wire::Gamification::Stub> stub;
};

// A log of rewards with `count` learners of one classroom, of whom l-0 has most points.
class Log {
 public:
  explicit Log(int count = 0)
      : broker_(*kafka::EmbeddedBroker::Start(
            {.topics = {{.name = kTopic, .partitions = 4}, {.name = kEvents, .partitions = 4}}})),
        producer_(*kafka::Producer::Create({.brokers = brokers()})) {
    for (int i = 0; i < count; ++i) Tell(Earned(absl::StrCat("e-", i), absl::StrCat("l-", i), 100 - i));
  }
  void Tell(const gamification::Grant& grant) {
    const kafka::Record record{grant.learner_id, gamification::ToProto(grant).SerializeAsString(), {}, 0};
    REQUIRE(producer_->Produce(kTopic, record, [](auto) {}).ok());
    REQUIRE(producer_->Flush(absl::Seconds(30)).ok());
  }
  // An event of the learner; where it came to stand.
  std::int64_t Happen(const std::string& learner, int number,
                      events::Payload payload = events::ContentShown{"a", "t", ""}) {
    events::Event event{.event_id = absl::StrCat("123e4567-e89b-42d3-a456-42661417400", number),
                        .learner_id = learner,
                        .game_id = "game",
                        .occurred_at_ms = absl::ToUnixMillis(absl::Now())};
    event.payload = std::move(payload);
    std::int64_t offset = -1;
    REQUIRE(producer_
                ->Produce(kEvents, {.key = learner, .value = events::Encode(event)},
                          [&](const auto& at) { offset = at.ok() ? at->offset : -1; })
                .ok());
    REQUIRE(producer_->Flush(absl::Seconds(30)).ok());
    return offset;
  }
  std::string brokers() const { return broker_->brokers(); }

 private:
  std::unique_ptr<kafka::EmbeddedBroker> broker_;
  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_GAMIFICATION_FIXTURE_H_
