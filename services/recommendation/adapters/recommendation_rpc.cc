#include "adapters/recommendation_rpc.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/probe.h"
#include "adapters/recommend_codec.h"
#include "adapters/recommendation_log.h"
#include "core/ranker_reasons.h"
#include "service/trace.h"
#include "service/unary.h"

namespace yachay::recommendation {
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
  SuccessRows success_rows = {};
  recommendation::Answer answer = {};

  absl::Time deadline() const { return absl::FromChrono(context->deadline()); }
  // Whether the feature store answered: of a learner who is a stranger a model has nothing to say.
  bool known() const {
    return served.fallback != v1::FALLBACK_NO_FEATURES &&
           served.fallback != v1::FALLBACK_NO_FEATURES_NO_SCORES;
  }
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
    Picture picture = PictureOf(std::move(found));
    call->learner = std::move(picture.learner);
    call->forecast = std::move(picture.forecast);
    call->personal = picture.personal;
    Continue(call, &RecommendationRpc::Shorten);
  };
  parts_.dependencies->Ask({.learner_id = request->learner_id(),
                            .now = parts_.now(),
                            .deadline = absl::FromChrono(context->deadline()),
                            .trace = call->trace,
                            .why = request->with_engagement_reasons(),
                            .tracer = true},
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
  if (const auto calibration = parts_.calibration ? parts_.calibration() : nullptr) {
    call->success_rows = SuccessRowsOf(call->shortlist, call->learner, calibration->values);
    call->success_rows.origin.items = calibration->fingerprint;
  }
  const ShortlistModels& models = parts_.dependencies->models();
  const bool asks = models.has_ranker(call->begin) || models.has_success(call->begin);
  call->known() && asks && !call->shortlist.features.empty() ? AskModels(call) : Rank(call);
}

void RecommendationRpc::AskModels(const CallPtr& call) const {
  const auto apply = [this, call](const ShortlistModels::Said& said) {
    call->served.fallback = FallbackOf(call->served.fallback, said);
    if (said.success.ok() &&
        ApplySuccess(said.success->scores, call->success_rows, parts_.policy, call->shortlist)) {
      call->served.policy += "+success";
      call->served.success_version = said.success->version;
    }
    if (said.ranker.ok() && ApplyRanker(said.ranker->scores, parts_.policy, call->shortlist)) {
      call->served.policy += "+ranker";
      call->served.ranker_version = said.ranker->version;
    }
    Continue(call, &RecommendationRpc::Rank);
  };
  static const std::vector<PairFeatures> kNothingToOrder;
  const std::vector<PairFeatures>& pairs = call->shortlist.features;
  parts_.dependencies->models().Ask(
      pairs.size() < 2 ? kNothingToOrder : pairs, call->success_rows, call->begin,
      parts_.dependencies->TermsOf(call->begin, call->deadline(), call->trace), apply);
}

void RecommendationRpc::Rank(const CallPtr& call) const {
  call->answer = Finish(std::move(call->shortlist), call->learner, call->asked, parts_.policy);
  const bool wants_why =
      call->request->with_ranker_reasons() && call->served.ranker_version != 0 && call->personal;
  if (!wants_why || call->answer.items.empty()) return Answer(call);
  std::vector<PairFeatures> shown;
  for (const RecommendedItem& item : call->answer.items) shown.push_back(item.features);
  const auto tell = [this, call](const ShortlistModels::Why& why) {
    if (why.ok()) AddRankerReasons(*why, call->answer);
    Continue(call, &RecommendationRpc::Answer);
  };
  parts_.dependencies->models().AskWhy(
      call->served.ranker_version, shown,
      parts_.dependencies->TermsOf(parts_.now(), call->deadline(), call->trace), tell);
}

void RecommendationRpc::Answer(const CallPtr& call) const {
  FillResponse(call->asked, call->answer, call->forecast, call->served, *parts_.texts,
               AudienceOf(call->request->audience()), *call->response);
  call->response->set_non_personal(!call->personal);
  const v1::RecommendationLogged logged =
      LoggedOf(call->request->learner_id(), call->asked, call->answer, *call->response);
  call->response->set_not_logged(!parts_.log->Log(logged, call->asked.now_ms, call->trace));
  call->reactor->Finish(grpc::Status::OK);  // may free request and response
  parts_.probe->Answered(logged.fallback(), logged.policy(), parts_.now() - call->begin);
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

v1::Fallback FallbackOf(const Known& known) {
  if (known.learner.ok()) return known.forecast.ok() ? v1::FALLBACK_NONE : v1::FALLBACK_NO_SCORES;
  return known.forecast.ok() ? v1::FALLBACK_NO_FEATURES : v1::FALLBACK_NO_FEATURES_NO_SCORES;
}

v1::Fallback FallbackOf(v1::Fallback known, const ShortlistModels::Said& said) {
  if (known != v1::FALLBACK_NONE) return known;
  const bool ranker_failed = !said.ranker.ok() && !absl::IsNotFound(said.ranker.status());
  const bool success_failed = !said.success.ok() && !absl::IsNotFound(said.success.status());
  if (ranker_failed) return success_failed ? v1::FALLBACK_NO_RANKER_NO_SUCCESS : v1::FALLBACK_NO_RANKER;
  return success_failed ? v1::FALLBACK_NO_SUCCESS : v1::FALLBACK_NONE;
}

}  // namespace yachay::recommendation
