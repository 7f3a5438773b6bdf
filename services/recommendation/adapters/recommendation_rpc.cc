#include "adapters/recommendation_rpc.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/probe.h"
#include "adapters/proto_time.h"
#include "adapters/recommend_codec.h"
#include "adapters/recommendation_log.h"
#include "service/trace.h"
#include "service/unary.h"

namespace yachay::recommendation {

RecommendationRpc::RecommendationRpc(Parts parts) : parts_(std::move(parts)) {}

grpc::ServerUnaryReactor* RecommendationRpc::Recommend(grpc::CallbackServerContext* context,
                                                       const v1::RecommendRequest* request,
                                                       v1::RecommendResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const auto violations = Violations(*request); !violations.empty()) {
    reactor->Finish(service::InvalidArgument(violations));
    return reactor;
  }
  const std::string trace = service::TraceparentOf(*context);
  const auto rank = [=, this](Known known) {
    auto shared = std::make_shared<const Known>(std::move(known));
    const absl::Status queued =
        parts_.executor->Submit([=, this] { Rank(*request, *shared, trace, *response, *reactor); });
    if (queued.ok()) return;
    if (absl::IsResourceExhausted(queued))
      context->AddTrailingMetadata(service::kPushbackKey, service::kPushbackMs);
    reactor->Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                              : service::ToGrpc(queued));
  };
  parts_.dependencies->Ask(request->learner_id(), parts_.now(), absl::FromChrono(context->deadline()), trace,
                           rank);
  return reactor;
}

void RecommendationRpc::Rank(const v1::RecommendRequest& request, const Known& known,
                             const std::string& trace, v1::RecommendResponse& response,
                             grpc::ServerUnaryReactor& reactor) const {
  const absl::Time begin = parts_.now();
  const std::shared_ptr<const Entries> entries = parts_.catalog->Published();
  const Learner learner = known.learner.ok() ? *known.learner : Learner{};
  const std::optional<Forecast> forecast =
      known.forecast.ok() && !learner.without_consent ? std::optional(*known.forecast) : std::nullopt;
  const Request asked = RequestOf(request, parts_.new_id(), absl::ToUnixMillis(begin));
  const Answer answer = recommendation::Recommend(*entries, learner, forecast, asked, parts_.policy);
  FillResponse(asked, answer, forecast, FallbackOf(known), response);
  response.set_non_personal(learner.without_consent);
  // Finish may free request and response.
  const v1::RecommendationLogged logged =
      LoggedOf(request.learner_id(), asked, answer, response, parts_.policy.name);
  reactor.Finish(grpc::Status::OK);
  parts_.probe->Answered(logged.fallback(), parts_.now() - begin);
  parts_.log->Log(logged, asked.now_ms, trace);
}

v1::Fallback FallbackOf(const Known& known) {
  if (known.learner.ok()) return known.forecast.ok() ? v1::FALLBACK_NONE : v1::FALLBACK_NO_SCORES;
  return known.forecast.ok() ? v1::FALLBACK_NO_FEATURES : v1::FALLBACK_NO_FEATURES_NO_SCORES;
}

}  // namespace yachay::recommendation
