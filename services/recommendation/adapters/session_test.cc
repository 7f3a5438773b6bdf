// What a game whose token names the learners it serves may ask for: of these everything, of others nothing.
#include "adapters/bundle_rpc.h"
#include "adapters/ranker_fixture.h"

namespace yachay::recommendation {
namespace {

using service::Caller;
using service::Role;

// What each call of a game says when it asks for `learner`.
std::vector<grpc::StatusCode> Asked(const Caller& caller, const std::string& learner) {
  Pod pod(nullptr, nullptr);
  pod.caller = caller;
  Catalog catalog;
  ShelfCache shelves{catalog, nullptr};
  const Sources sources{nullptr, nullptr};
  service::Executor executor{1, 10};
  BundleRpc bundles{{.shelves = &shelves,
                     .sources = &sources,
                     .executor = &executor,
                     .now = &absl::Now,
                     .caller_of = [&](const auto&) { return caller; }}};
  const std::unique_ptr<grpc::Server> server = Serve(bundles);

  std::vector<grpc::StatusCode> answers;
  const auto ask = [&](const auto& stub, auto method, auto request, auto response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    request.set_learner_id(learner);
    if constexpr (requires { request.set_skill_id("s0"); }) request.set_skill_id("s0");
    if constexpr (requires { request.set_budget_bytes(1); }) request.set_budget_bytes(1'000'000);
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    INFO(status.error_message());
    CHECK((status.ok() || status.error_code() == grpc::StatusCode::PERMISSION_DENIED));
    answers.push_back(status.error_code());
  };
  ask(pod.stub, &v1::Recommendation::Stub::Recommend, v1::RecommendRequest(), v1::RecommendResponse());
  ask(pod.stub, &v1::Recommendation::Stub::NextDifficulty, v1::NextDifficultyRequest(),
      v1::NextDifficultyResponse());
  const auto packer = v1::OfflineBundles::NewStub(server->InProcessChannel({}));
  ask(packer, &v1::OfflineBundles::Stub::PlanOfflineBundle, v1::PlanOfflineBundleRequest(),
      v1::PlanOfflineBundleResponse());
  server->Shutdown();
  executor.Join();
  return answers;
}

TEST_CASE("a game asks for whom its token names; where it names none, for anybody") {
  const std::vector<grpc::StatusCode> all(3, grpc::StatusCode::OK),
      none(3, grpc::StatusCode::PERMISSION_DENIED);
  Caller game;
  game.roles = {Role::kGameServer};
  CHECK(Asked(game, "l-1") == all);
  game.names_learners = true;
  CHECK(Asked(game, "l-1") == none);
  game.learners = {"l-1"};
  CHECK(Asked(game, "l-1") == all);
  CHECK(Asked(game, "l-2") == none);
  Caller guardian;
  guardian.roles = {Role::kGuardian};
  guardian.names_learners = true;
  guardian.learners = {"l-1"};
  CHECK(Asked(guardian, "l-1") == none);  // the table lets none in; nor would the row
  Caller service;
  service.roles = {Role::kService};
  CHECK(Asked(service, "l-2") == all);
}

}  // namespace
}  // namespace yachay::recommendation
