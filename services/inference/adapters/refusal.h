// Calls that end where they begin.
#ifndef INFERENCE_ADAPTERS_REFUSAL_H_
#define INFERENCE_ADAPTERS_REFUSAL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "absl/strings/str_cat.h"
#include "core/gate.h"
#include "service/unary.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

// Overload tells when to come back.
inline grpc::ServerUnaryReactor* FinishNow(grpc::CallbackServerContext* context, const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) service::AddPushback(context);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

inline grpc::Status FullGate(const Gate& gate) {
  return {grpc::StatusCode::RESOURCE_EXHAUSTED,
          absl::StrCat(gate.inside(), " rows of at most ", gate.capacity(),
                       " are in work; try again later, or with fewer rows")};
}

// Made with new; deletes itself.
class RefusedStream final : public grpc::ServerWriteReactor<v1::PredictStreamResponse> {
 public:
  RefusedStream(grpc::CallbackServerContext* context, const grpc::Status& status) {
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) service::AddPushback(context);
    Finish(status);
  }
  void OnDone() override { delete this; }
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_REFUSAL_H_
