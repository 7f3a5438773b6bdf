// Who may read what learners have won, over real calls: who may is told that there is no feature store, or
// gets the board or the stream; the others are refused.
#include "adapters/gamification_fixture.h"

namespace yachay::recommendation {
namespace {

using grpc::StatusCode;
using service::Caller;
using service::Role;

grpc::Status Profile(Pod& pod, const std::string& learner) {
  grpc::ClientContext context;
  wire::GetProfileRequest request;
  request.set_learner_id(learner);
  wire::GetProfileResponse response;
  return pod.stub->GetProfile(&context, request, &response);
}

StatusCode Watched(Pod& pod, const std::string& learner) {
  grpc::ClientContext context;
  wire::WatchRequest request;
  request.set_learner_id(learner);
  const auto stream = pod.stub->Watch(&context, request);
  wire::WatchResponse first;
  const bool begun = stream->Read(&first);
  if (begun) context.TryCancel();
  const grpc::Status end = stream->Finish();
  return begun ? StatusCode::OK : end.error_code();
}

std::vector<std::string> Rows(Pod& pod, const std::string& learner) {
  wire::GetLeaderboardResponse board;
  REQUIRE(pod.Board(learner, &board).ok());
  std::vector<std::string> rows;
  for (const auto& entry : board.entries()) rows.push_back(entry.learner_id());
  return rows;
}

Caller Of(Role role) {
  Caller caller;
  caller.roles = {role};
  return caller;
}

Caller Teacher() {
  Caller teacher = Of(Role::kTeacher);
  teacher.classrooms = {"5b"};
  return teacher;
}

Caller Guardian() {
  Caller guardian = Of(Role::kGuardian);
  guardian.learners = {"l-0"};
  return guardian;
}

// l-0, l-1 and quiet, who has earned nothing, are in 5b; other is in 6a.
class School : public Log {
 public:
  School() : Log(2) {
    int number = 0;
    for (const char* learner : {"l-0", "l-1", "quiet"})
      Happen(learner, number++, events::RosterChanged{"5b"});
    Happen("other", number, events::RosterChanged{"6a"});
    auto grant = Earned("e-other", "other", 50);
    grant.standing.classroom_id = "6a";
    Tell(grant);
  }
};

struct Row {
  const char* who;
  Caller caller;
  bool own, other;
};

std::vector<Row> Table() {
  Caller anyone;
  anyone.anyone = true;
  Caller game = Of(Role::kGameServer);
  game.game_id = "game";
  Caller session = game;
  session.names_learners = true;
  session.learners = {"l-0"};
  // A claim without its role is worth nothing.
  Caller posing = Of(Role::kCreator);
  posing.learners = {"l-0"};
  posing.classrooms = {"5b"};
  return {{"anyone", anyone, true, true},          {"service", Of(Role::kService), true, true},
          {"game server", game, true, true},       {"game server of one learner", session, true, false},
          {"teacher", Teacher(), true, false},     {"teacher of nobody", Of(Role::kTeacher), false, false},
          {"guardian", Guardian(), true, false},   {"creator with claims", posing, false, false},
          {"data", Of(Role::kData), false, false}, {"operator", Of(Role::kOperator), false, false},
          {"nobody", Caller{}, false, false}};
}

}  // namespace

TEST_CASE("every call of play by every role reads its own rows only") {
  School school;
  Pod pod(school.brokers());
  for (const Row& row : Table()) {
    INFO(row.who);
    pod.caller = row.caller;
    for (const auto& [learner, allowed] : {std::pair("l-0", row.own), std::pair("other", row.other)}) {
      const StatusCode refused = StatusCode::PERMISSION_DENIED;
      wire::GetLeaderboardResponse board;
      CHECK(Profile(pod, learner).error_code() == (allowed ? StatusCode::UNAVAILABLE : refused));
      CHECK(pod.Board(learner, &board).error_code() == (allowed ? StatusCode::OK : refused));
      CHECK(Watched(pod, learner) == (allowed ? StatusCode::OK : refused));
    }
  }
}

TEST_CASE("a teacher reads who earned nothing, and is told to come again while the roster is read") {
  School school;
  Pod pod(school.brokers());
  pod.caller = Teacher();
  CHECK(Profile(pod, "quiet").error_message().find("token") == std::string::npos);
  CHECK(Profile(pod, "quiet").error_code() ==
        StatusCode::UNAVAILABLE);  // by the feature store, that is not there
  pod.roster_ready = absl::UnavailableError("reading the roster");
  for (const char* learner : {"quiet", "other"})
    CHECK(Profile(pod, learner).error_message() == "reading the roster");
  CHECK(Watched(pod, "l-0") == StatusCode::UNAVAILABLE);
  wire::GetLeaderboardResponse board;
  CHECK(pod.Board("l-0", &board).error_code() == StatusCode::UNAVAILABLE);
  pod.caller = Guardian();  // whose right is in the token
  CHECK(pod.Board("l-0", &board).ok());
  CHECK(pod.Board("l-1", &board).error_code() == StatusCode::PERMISSION_DENIED);
}

TEST_CASE("a guardian sees their child's row of the board alone, with its rank among all") {
  School school;
  Pod pod(school.brokers());
  pod.caller = Teacher();
  CHECK(Rows(pod, "l-0") == std::vector<std::string>{"l-0", "l-1"});
  pod.caller = Guardian();
  CHECK(Rows(pod, "l-0") == std::vector<std::string>{"l-0"});
  pod.caller.learners = {"l-1"};
  wire::GetLeaderboardResponse board;
  REQUIRE(pod.Board("l-1", &board).ok());
  CHECK((board.rank() == 2 && board.size() == 2 && board.entries_size() == 1));
}

TEST_CASE("a game that serves one learner shows them all who are on their board") {
  School school;
  Pod pod(school.brokers());
  pod.caller = Of(Role::kGameServer);
  pod.caller.names_learners = true;
  pod.caller.learners = {"l-0"};
  CHECK(Rows(pod, "l-0") == std::vector<std::string>{"l-0", "l-1"});
}

}  // namespace yachay::recommendation
