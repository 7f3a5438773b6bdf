#include "adapters/recommendation_rpc.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/probe.h"
#include "adapters/recommend_codec.h"
#include "adapters/recommendation_log.h"
#include "service/trace.h"
#include "service/unary.h"

namespace yachay::recommendation {
namespace {

v1::Fallback WithoutRanker(v1::Fallback fallback, bool ranker_failed) {
  return ranker_failed && fallback == v1::FALLBACK_NONE ? v1::FALLBACK_NO_RANKER : fallback;
}

}  // namespace

// What a call carries from step to step. gRPC's objects live until the reactor is finished.
struct RecommendationRpc::Call {
  grpc::CallbackServerContext* context;
  grpc::ServerUnaryReactor* reactor;
  const v1::RecommendRequest* request;
  v1::RecommendResponse* response;
  std::string trace;  // of this call's span; empty: none
  absl::Time begin = {};
  Learner learner = {};
  bool personal = false;  // consent not known is none
  std::optional<Forecast> forecast = {};
  Served served = {};
  std::shared_ptr<const Shelf> shelf = {};
  Request asked = {};
  Shortlist shortlist = {};
};

grpc::ServerUnaryReactor* RecommendationRpc::Recommend(grpc::CallbackServerContext* context,
                                                       const v1::RecommendRequest* request,
                                                       v1::RecommendResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const auto violations = Violations(*request); !violations.empty()) {
    reactor->Finish(service::InvalidArgument(violations));
    return reactor;
  }
  auto call =
      std::make_shared<Call>(Call{context, reactor, request, response, service::TraceparentOf(*context)});
  const auto known = [this, call](Known found) {
    call->served = {.fallback = FallbackOf(found), .policy = parts_.policy.name};
    if (found.learner.ok()) call->learner = *std::move(found.learner);
    call->personal = found.learner.ok() && !call->learner.without_consent;
    if (found.forecast.ok() && call->personal) call->forecast = *std::move(found.forecast);
    Continue(call, &RecommendationRpc::Shorten);
  };
  parts_.dependencies->Ask({.learner_id = request->learner_id(),
                            .now = parts_.now(),
                            .deadline = absl::FromChrono(context->deadline()),
                            .trace = call->trace,
                            .why = request->with_engagement_reasons()},
                           known);
  return reactor;
}

void RecommendationRpc::Continue(const CallPtr& call,
                                 void (RecommendationRpc::*step)(const CallPtr&) const) const {
  const absl::Status queued = parts_.executor->Submit([=, this] { (this->*step)(call); });
  if (queued.ok()) return;
  if (absl::IsResourceExhausted(queued)) service::AddPushback(call->context);
  call->reactor->Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                                  : service::ToGrpc(queued));
}

void RecommendationRpc::Shorten(const CallPtr& call) const {
  call->begin = parts_.now();
  call->shelf = parts_.shelves->Current();
  call->asked = RequestOf(*call->request, parts_.new_id(), absl::ToUnixMillis(call->begin));
  call->shortlist = MakeShortlist(*call->shelf, call->learner, call->forecast, call->asked, parts_.policy);
  const bool known = call->served.fallback != v1::FALLBACK_NO_FEATURES &&
                     call->served.fallback != v1::FALLBACK_NO_FEATURES_NO_SCORES;
  if (!known || call->shortlist.features.size() < 2 || !parts_.dependencies->has_ranker(call->begin))
    return Answer(call);
  const auto ranked = [this, call](const absl::StatusOr<RankerScores>& scores) {
    const bool failed = !scores.ok() && !absl::IsNotFound(scores.status());
    call->served.fallback = WithoutRanker(call->served.fallback, failed);
    if (scores.ok() && ApplyRanker(scores->scores, parts_.policy, call->shortlist)) {
      call->served.policy += "+ranker";
      call->served.ranker_version = scores->version;
    }
    Continue(call, &RecommendationRpc::Answer);
  };
  parts_.dependencies->AskRanker(call->shortlist.features, call->begin,
                                 absl::FromChrono(call->context->deadline()), call->trace, ranked);
}

void RecommendationRpc::Answer(const CallPtr& call) const {
  const recommendation::Answer answer =
      Finish(std::move(call->shortlist), call->learner, call->asked, parts_.policy);
  FillResponse(call->asked, answer, call->forecast, call->served, *parts_.texts,
               AudienceOf(call->request->audience()), *call->response);
  call->response->set_non_personal(!call->personal);
  // Finish may free request and response.
  const v1::RecommendationLogged logged =
      LoggedOf(call->request->learner_id(), call->asked, answer, *call->response);
  call->reactor->Finish(grpc::Status::OK);
  parts_.probe->Answered(logged.fallback(), logged.policy(), parts_.now() - call->begin);
  parts_.log->Log(logged, call->asked.now_ms, call->trace);
}

grpc::ServerUnaryReactor* RecommendationRpc::NextDifficulty(grpc::CallbackServerContext* context,
                                                            const v1::NextDifficultyRequest* request,
                                                            v1::NextDifficultyResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const auto violations = Violations(*request); !violations.empty()) {
    reactor->Finish(service::InvalidArgument(violations));
    return reactor;
  }
  const auto advise = [=, this](const Known& known) {
    const Learner learner = known.learner.ok() ? *known.learner : Learner{};
    const Band band = BandFor(learner, known.forecast.ok() ? known.forecast->low_chance : 0, parts_.policy);
    const auto advice = recommendation::NextDifficulty(learner, request->skill_id(),
                                                       static_cast<int>(request->choices()), band);
    FillDifficulty(advice, band, FallbackOf(known), *response);
    reactor->Finish(grpc::Status::OK);
  };
  parts_.dependencies->Ask({.learner_id = request->learner_id(),
                            .now = parts_.now(),
                            .deadline = absl::FromChrono(context->deadline()),
                            .trace = service::TraceparentOf(*context)},
                           advise);
  return reactor;
}

v1::Fallback FallbackOf(const Known& known) {
  if (known.learner.ok()) return known.forecast.ok() ? v1::FALLBACK_NONE : v1::FALLBACK_NO_SCORES;
  return known.forecast.ok() ? v1::FALLBACK_NO_FEATURES : v1::FALLBACK_NO_FEATURES_NO_SCORES;
}

}  // namespace yachay::recommendation
