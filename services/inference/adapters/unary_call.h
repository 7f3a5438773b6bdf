// A unary call that is answered later: it knows when its caller goes, and holds its place in the gate.
#ifndef INFERENCE_ADAPTERS_UNARY_CALL_H_
#define INFERENCE_ADAPTERS_UNARY_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "adapters/cancellation.h"
#include "core/gate.h"
#include "service/trace.h"
#include "service/unary.h"

namespace yachay::inference {

// Made with new; deletes itself when the call is over.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(grpc::CallbackServerContext* context, Gate::Ticket ticket)
      : context_(context), ticket_(std::move(ticket)) {}

  Caller caller() { return {context_->deadline(), &cancellation_, service::TraceparentOf(*context_)}; }
  // Once, from any thread. Overload tells when to come back.
  void End(const grpc::Status& status) {
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) service::AddPushback(context_);
    Finish(status);
  }

  void OnCancel() override { cancellation_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  grpc::CallbackServerContext* const context_;
  const Gate::Ticket ticket_;
  Cancellation cancellation_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_UNARY_CALL_H_
