#include "adapters/bundle_rpc.h"

#include <algorithm>
#include <memory>

#include "adapters/bundle_codec.h"
#include "adapters/finish_on.h"
#include "adapters/learner_codec.h"
#include "adapters/play_access.h"
#include "service/trace.h"

namespace yachay::recommendation {

grpc::ServerUnaryReactor* BundleRpc::PlanOfflineBundle(grpc::CallbackServerContext* context,
                                                       const v1::PlanOfflineBundleRequest* request,
                                                       v1::PlanOfflineBundleResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const grpc::Status permit =
      MayAskFor(parts_.caller_of(*context), request->learner_id(), Violations(*request));
  if (!permit.ok()) {
    reactor->Finish(permit);
    return reactor;
  }
  const absl::Time until =
      std::min(parts_.now() + parts_.longest_wait, absl::FromChrono(context->deadline()));
  parts_.sources->AskFeatures(
      LearnerRequest(request->learner_id()), {until, service::TraceparentOf(*context)},
      [=, this](Sources::Features features) {
        const auto known = std::make_shared<const Sources::Features>(std::move(features));
        FinishOn(*parts_.executor, context, reactor, [=, this] { return Plan(*request, *known, *response); });
      });
  return reactor;
}

grpc::Status BundleRpc::Plan(const v1::PlanOfflineBundleRequest& request, const Sources::Features& features,
                             v1::PlanOfflineBundleResponse& response) const {
  const absl::StatusOr<Learner> learner = features.ok() ? LearnerOf(*features) : features.status();
  const Picture picture = PictureOf(learner.ok() ? std::optional(*learner) : std::nullopt, std::nullopt);
  const std::shared_ptr<const Shelf> shelf = parts_.shelves->Current();
  const absl::StatusOr<Bundle> bundle =
      PlanBundle(*shelf, picture.learner, MomentOf(request, absl::ToUnixMillis(parts_.now())),
                 BudgetsOf(request), parts_.policy);
  if (!bundle.ok()) return service::ToGrpc(bundle.status());
  FillBundle(*bundle, response);
  response.set_fallback(learner.ok() ? v1::FALLBACK_NONE : v1::FALLBACK_NO_FEATURES);
  response.set_non_personal(!picture.personal);
  return grpc::Status::OK;
}

}  // namespace yachay::recommendation
