// Answers a unary call of the callback API on the executor.
//
//   grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext* context, const Request* request,
//   Response* response) override {
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

inline void AddPushback(grpc::CallbackServerContext* context) {
  context->AddTrailingMetadata(kPushbackKey, kPushbackMs);
}

// `work(reactor)` finishes the reactor, now or later, from any thread. A call whose caller has gone by the
// time its turn comes is not worked on. A full queue answers RESOURCE_EXHAUSTED with pushback.
template <typename Work>
grpc::ServerUnaryReactor* RunAsync(grpc::CallbackServerContext* context, Executor& executor, Work work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status queued = executor.Submit([context, reactor, work = std::move(work)]() mutable {
    if (context->IsCancelled()) return reactor->Finish(grpc::Status::CANCELLED);
    work(reactor);
  });
  if (!queued.ok()) {
    if (absl::IsResourceExhausted(queued)) AddPushback(context);
    reactor->Finish(absl::IsCancelled(queued) ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping")
                                              : ToGrpc(queued));
  }
  return reactor;
}

// The same for work that returns its grpc::Status; request and response stay valid while it runs.
template <typename Work>
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& executor, Work work) {
  return RunAsync(context, executor,
                  [work = std::move(work)](auto* reactor) mutable { reactor->Finish(work()); });
}

}  // namespace yachay::service

#endif  // SERVICE_UNARY_H_
