// Ends a call with what some work on the executor says.
#ifndef RECOMMENDATION_ADAPTERS_FINISH_ON_H_
#define RECOMMENDATION_ADAPTERS_FINISH_ON_H_

#include <utility>

#include "service/unary.h"

namespace yachay::recommendation {

// Ends a call whose work the executor did not take. A full queue answers RESOURCE_EXHAUSTED with pushback.
inline void Refuse(const absl::Status& queued, grpc::CallbackServerContext* context,
                   grpc::ServerUnaryReactor* reactor) {
  if (absl::IsResourceExhausted(queued)) service::AddPushback(context);
  reactor->Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                            : service::ToGrpc(queued));
}

// `work` returns the grpc::Status. What is not taken is refused.
template <typename Work>
void FinishOn(service::Executor& executor, grpc::CallbackServerContext* context,
              grpc::ServerUnaryReactor* reactor, Work work) {
  const absl::Status queued =
      executor.Submit([reactor, work = std::move(work)]() mutable { reactor->Finish(work()); });
  if (!queued.ok()) Refuse(queued, context, reactor);
}

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_FINISH_ON_H_
