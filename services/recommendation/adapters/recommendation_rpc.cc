#include "adapters/recommendation_rpc.h"

#include <memory>
#include <utility>

#include "adapters/finish_on.h"
#include "adapters/play_access.h"
#include "adapters/probe.h"
#include "adapters/recommend_codec.h"
#include "adapters/recommendation_log.h"
#include "core/ranker_reasons.h"
#include "service/trace.h"

namespace yachay::recommendation {
// What a call carries from step to step. gRPC's objects live until the reactor is finished.
struct RecommendationRpc::Call {
  grpc::CallbackServerContext* context;
  grpc::ServerUnaryReactor* reactor;
  const v1::RecommendRequest* request;
  v1::RecommendResponse* response;
  std::string trace;  // of this call's span; empty: none
  Advice advice = {};

  absl::Time deadline() const { return absl::FromChrono(context->deadline()); }
};

grpc::ServerUnaryReactor* RecommendationRpc::Recommend(grpc::CallbackServerContext* context,
                                                       const v1::RecommendRequest* request,
                                                       v1::RecommendResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const grpc::Status permit =
      MayAskFor(parts_.caller_of(*context), request->learner_id(), Violations(*request));
  if (!permit.ok()) {
    reactor->Finish(permit);
    return reactor;
  }
  auto call =
      std::make_shared<Call>(Call{context, reactor, request, response, service::TraceparentOf(*context)});
  const auto advise = [this, call](absl::StatusOr<Advice> advice) {
    if (!advice.ok()) return Refuse(advice.status(), call->context, call->reactor);
    call->advice = *std::move(advice);
    const bool by_ranker = call->advice.served.ranker_version != 0 && !call->advice.answer.items.empty();
    const bool why = call->request->with_ranker_reasons() && call->advice.personal && by_ranker;
    why ? AskWhy(call) : Answer(call);
  };
  parts_.next_items->Ask({.learner_id = request->learner_id(),
                          .now = parts_.now(),
                          .deadline = call->deadline(),
                          .trace = call->trace,
                          .why = request->with_engagement_reasons()},
                         {.request = RequestOf(*request, parts_.new_id()), .explores = true}, advise);
  return reactor;
}

void RecommendationRpc::AskWhy(const CallPtr& call) const {
  std::vector<PairFeatures> shown;
  for (const RecommendedItem& item : call->advice.answer.items) shown.push_back(item.features);
  const auto tell = [this, call](const ShortlistModels::Why& why) {
    if (why.ok()) AddRankerReasons(*why, call->advice.answer);
    const absl::Status queued = parts_.executor->Submit([this, call] { Answer(call); });
    if (!queued.ok()) Refuse(queued, call->context, call->reactor);
  };
  parts_.dependencies->models().AskWhy(
      call->advice.served.ranker_version, shown,
      parts_.dependencies->TermsOf(parts_.now(), call->deadline(), call->trace), tell);
}

void RecommendationRpc::Answer(const CallPtr& call) const {
  const Advice& advice = call->advice;
  FillResponse(advice, *parts_.texts, AudienceOf(call->request->audience()), *call->response);
  const v1::RecommendationLogged logged = LoggedOf(call->request->learner_id(), advice, *call->response);
  call->response->set_not_logged(!parts_.log->Log(logged, advice.request.now_ms, call->trace));
  call->reactor->Finish(grpc::Status::OK);  // may free request and response
  parts_.probe->Answered(logged.fallback(), logged.policy(), parts_.now() - advice.begun);
}

grpc::ServerUnaryReactor* RecommendationRpc::NextDifficulty(grpc::CallbackServerContext* context,
                                                            const v1::NextDifficultyRequest* request,
                                                            v1::NextDifficultyResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const grpc::Status permit =
      MayAskFor(parts_.caller_of(*context), request->learner_id(), Violations(*request));
  if (!permit.ok()) {
    reactor->Finish(permit);
    return reactor;
  }
  const auto advise = [=, this](const Known& known) {
    const Picture picture = PictureOf(known);
    const double low_chance = picture.forecast ? picture.forecast->low_chance : 0;
    const Band band = BandFor(picture.learner, low_chance, parts_.policy);
    const auto advice = recommendation::NextDifficulty(picture.learner, request->skill_id(),
                                                       static_cast<int>(request->choices()), band);
    FillDifficulty(advice, band, FallbackOf(known), *response);
    response->set_non_personal(!picture.personal);
    reactor->Finish(grpc::Status::OK);
  };
  parts_.dependencies->Ask({.learner_id = request->learner_id(),
                            .now = parts_.now(),
                            .deadline = absl::FromChrono(context->deadline()),
                            .trace = service::TraceparentOf(*context)},
                           advise);
  return reactor;
}

}  // namespace yachay::recommendation
