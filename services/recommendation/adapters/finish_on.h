// Ends a call with what some work on the executor says.
#ifndef RECOMMENDATION_ADAPTERS_FINISH_ON_H_
#define RECOMMENDATION_ADAPTERS_FINISH_ON_H_

#include <utility>

#include "service/unary.h"

namespace yachay::recommendation {

// `work` returns the grpc::Status. A full queue answers RESOURCE_EXHAUSTED with pushback.
template <typename Work>
void FinishOn(service::Executor& executor, grpc::CallbackServerContext* context,
              grpc::ServerUnaryReactor* reactor, Work work) {
  const absl::Status queued =
      executor.Submit([reactor, work = std::move(work)]() mutable { reactor->Finish(work()); });
  if (queued.ok()) return;
  if (absl::IsResourceExhausted(queued)) service::AddPushback(context);
  reactor->Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                            : service::ToGrpc(queued));
}

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_FINISH_ON_H_
