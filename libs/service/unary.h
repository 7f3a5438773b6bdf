// Answers a unary call of the callback API on the executor.
//
//   grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext* context, const Request* request, Response* response) override {
//     return service::RunUnary(context, executor_, [=, this] { return Answer(*request, response); });
//   }
#ifndef SERVICE_UNARY_H_
#define SERVICE_UNARY_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "service/executor.h"
#include "service/status.h"

namespace yachay::service {

// Milliseconds after which a caller that met a full queue may come back.
inline constexpr char kPushbackKey[] = "grpc-retry-pushback-ms";
inline constexpr char kPushbackMs[] = "100";

// `work` returns grpc::Status; request and response stay valid while it runs. A call whose caller has gone by the time its
// turn comes is not worked on. A full queue answers RESOURCE_EXHAUSTED with pushback.
template <typename Work>
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& executor, Work work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status queued = executor.Submit([context, reactor, work = std::move(work)]() mutable {
    reactor->Finish(context->IsCancelled() ? grpc::Status::CANCELLED : work());
  });
  if (!queued.ok()) {
    if (absl::IsResourceExhausted(queued)) context->AddTrailingMetadata(kPushbackKey, kPushbackMs);
    reactor->Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                              : ToGrpc(queued));
  }
  return reactor;
}

}  // namespace yachay::service

#endif  // SERVICE_UNARY_H_
