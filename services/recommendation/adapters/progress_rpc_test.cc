// Who may read what, over real calls: a caller who may is told that there is no feature store, the others are
// refused.
#include "adapters/progress_rpc.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "absl/time/clock.h"
#include "adapters/people_log.h"
#include "kafka/embedded_broker.h"
#include "kafka/producer.h"
#include "testing/catch.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::recommendation {
namespace {

using service::Caller;
using service::Role;
namespace wire = progress::v1;
constexpr char kTopic[] = "yachay.learner-events.v1";

class Served {
 public:
  explicit Served(const Roster& roster, absl::Status ready = absl::OkStatus())
      : rpc_({.next_items = &next_items_,
              .roster = &roster,
              .sources = &sources_,
              .texts = &texts_,
              .executor = &executor_,
              .roster_ready = [ready] { return ready; },
              .now = &absl::Now,
              .caller_of = [this](const grpc::ServerContextBase&) { return caller; }}) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&rpc_);
    server_ = builder.BuildAndStart();
    stub_ = wire::Progress::NewStub(server_->InProcessChannel({}));
  }
  ~Served() {
    server_->Shutdown();
    executor_.Join();
  }

  grpc::Status Learner(const std::string& id) {
    grpc::ClientContext context;
    wire::GetLearnerProgressRequest request;
    request.set_learner_id(id);
    wire::GetLearnerProgressResponse response;
    return stub_->GetLearnerProgress(&context, request, &response);
  }
  grpc::Status Classroom(const std::string& id) {
    grpc::ClientContext context;
    wire::GetClassroomProgressRequest request;
    request.set_classroom_id(id);
    wire::GetClassroomProgressResponse response;
    return stub_->GetClassroomProgress(&context, request, &response);
  }
  grpc::Status Guardian(const std::string& id) {
    grpc::ClientContext context;
    wire::GetGuardianViewRequest request;
    request.set_learner_id(id);
    wire::GetGuardianViewResponse response;
    return stub_->GetGuardianView(&context, request, &response);
  }

  Caller caller;

 private:
  const Catalog catalog_{};
  const Sources sources_{nullptr, nullptr};
  const Texts texts_ = *Texts::Load(BuiltInTexts());
  service::Executor executor_{1, 10};
  ShelfCache shelves_{catalog_, nullptr};
  const Dependencies dependencies_{sources_, {}};
  const NextItems next_items_{
      {.shelves = &shelves_, .dependencies = &dependencies_, .executor = &executor_, .now = &absl::Now}};
  ProgressRpc rpc_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<wire::Progress::Stub> stub_;
};

Caller Of(Role role) {
  Caller caller;
  caller.roles = {role};
  caller.subject = "somebody";
  return caller;
}

// A learner of classroom 1, one of classroom 2.
void Enrol(Roster& roster) {
  roster.SetMember("mine", "c-1", true, {1, "1"});
  roster.SetMember("other", "c-2", true, {1, "2"});
}

struct Row {
  const char* who;
  Caller caller;
  bool learner, other_learner, classroom, other_classroom, guardian, other_guardian;
};

std::vector<Row> Table() {
  Caller anyone;
  anyone.anyone = true;
  Caller teacher = Of(Role::kTeacher);
  teacher.classrooms = {"c-1"};
  Caller guardian = Of(Role::kGuardian);
  guardian.learners = {"mine"};
  Caller game = Of(Role::kGameServer);
  game.game_id = "g-1";
  // A claim without its role is worth nothing.
  Caller posing = Of(Role::kCreator);
  posing.learners = {"mine"};
  posing.classrooms = {"c-1"};
  return {{"anyone", anyone, true, true, true, true, true, true},
          {"service", Of(Role::kService), true, true, true, true, true, true},
          {"teacher", teacher, true, false, true, false, false, false},
          {"guardian", guardian, true, false, false, false, true, false},
          {"game server", game, false, false, false, false, false, false},
          {"creator with claims", posing, false, false, false, false, false, false},
          {"data", Of(Role::kData), false, false, false, false, false, false},
          {"operator", Of(Role::kOperator), false, false, false, false, false, false},
          {"nobody", Caller{}, false, false, false, false, false, false}};
}

TEST_CASE("every call by every role reads its own rows only") {
  Roster roster;
  Enrol(roster);
  Served served(roster);
  for (const Row& row : Table()) {
    INFO(row.who);
    served.caller = row.caller;
    const auto check = [](const grpc::Status& status, bool allowed) {
      CHECK(status.error_code() ==
            (allowed ? grpc::StatusCode::UNAVAILABLE : grpc::StatusCode::PERMISSION_DENIED));
    };
    check(served.Learner("mine"), row.learner);
    check(served.Learner("other"), row.other_learner);
    check(served.Classroom("c-1"), row.classroom);
    check(served.Classroom("c-2"), row.other_classroom);
    check(served.Guardian("mine"), row.guardian);
    check(served.Guardian("other"), row.other_guardian);
  }
}

TEST_CASE("a learner who left a classroom is no longer its teacher's to read") {
  Roster roster;
  Enrol(roster);
  Served served(roster);
  served.caller = Of(Role::kTeacher);
  served.caller.classrooms = {"c-1"};
  CHECK(served.Learner("mine").error_code() == grpc::StatusCode::UNAVAILABLE);
  roster.SetMember("mine", "c-1", false, {2, "3"});
  CHECK(served.Learner("mine").error_code() == grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("what is wrong, not ready or not there is told before anything is read") {
  Roster roster;
  Enrol(roster);
  Served served(roster);
  served.caller.anyone = true;
  CHECK(served.Learner("no id").error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(served.Classroom("").error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(served.Classroom("empty").error_code() == grpc::StatusCode::NOT_FOUND);
  for (int i = 0; i < 1001; ++i) roster.SetMember("l-" + std::to_string(i), "large", true, {1, "1"});
  CHECK(served.Classroom("large").error_code() == grpc::StatusCode::OUT_OF_RANGE);
  Served early(roster, absl::UnavailableError("reading"));
  early.caller.anyone = true;
  CHECK(early.Guardian("mine").error_message() == "reading");
}

events::v1::LearnerEvent Event(const std::string& id, const std::string& learner, std::int64_t seconds) {
  events::v1::LearnerEvent event;
  event.set_event_id(id);
  event.set_learner_id(learner);
  event.mutable_occurred_at()->set_seconds(seconds);
  return event;
}

TEST_CASE("the roster comes from the log") {
  const auto broker = *kafka::EmbeddedBroker::Start({.topics = {{.name = kTopic, .partitions = 2}}});
  const auto producer = *kafka::Producer::Create({.brokers = broker->brokers()});
  const auto send = [&](const events::v1::LearnerEvent& event) {
    REQUIRE(producer
                ->Produce(kTopic, {.key = event.learner_id(), .value = event.SerializeAsString()},
                          [](const auto&) {})
                .ok());
  };
  events::v1::LearnerEvent joined = Event("1", "a", 10);
  joined.mutable_roster_changed()->set_classroom_id("c-1");
  send(joined);
  joined.set_learner_id("b");
  send(joined);
  events::v1::LearnerEvent consent = Event("2", "a", 11);
  consent.mutable_consent_changed()->set_purpose(events::v1::ConsentChanged::PURPOSE_TRAINING);
  send(consent);
  events::v1::LearnerEvent erased = Event("3", "b", 12);
  erased.mutable_erasure_requested()->set_request_id("r");
  send(erased);
  REQUIRE(producer->Produce(kTopic, {.key = "x", .value = "\xff\xff"}, [](const auto&) {}).ok());
  REQUIRE(producer->Flush(absl::Seconds(20)).ok());

  Roster roster;
  const auto log = *PeopleLog::Create(broker->brokers(), kTopic, roster);
  CHECK_FALSE(log->ready().ok());
  log->Start();
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (!log->ready().ok() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(10));
  REQUIRE(log->ready().ok());
  CHECK(roster.LearnersOf("c-1") == std::vector<std::string>{"a"});
  CHECK(roster.ConsentOf("a", Purpose::kTraining) == false);
  CHECK_FALSE(roster.ConsentOf("a", Purpose::kPersonalisation));
  log->Stop();
}

}  // namespace
}  // namespace yachay::recommendation
