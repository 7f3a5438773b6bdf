// One PredictStream call: chunk after chunk, the next one made when the caller has taken the last.
#ifndef INFERENCE_ADAPTERS_PREDICT_STREAM_H_
#define INFERENCE_ADAPTERS_PREDICT_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>

#include "adapters/cancellation.h"
#include "adapters/predictor.h"
#include "core/gate.h"

namespace yachay::inference {

// Made with new; deletes itself when the call is over. Holds its rows' place in the gate to its end, as long
// as the request is in memory.
class PredictStream final : public grpc::ServerWriteReactor<v1::PredictStreamResponse> {
 public:
  // The request passed its check.
  PredictStream(grpc::CallbackServerContext* context, Predictor& predictor, Arms arms, Gate::Ticket ticket,
                const v1::PredictStreamRequest& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override { cancellation_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  void Next();
  void End(const grpc::Status& status);

  grpc::CallbackServerContext* const context_;
  Predictor& predictor_;
  const Arms arms_;
  const Gate::Ticket ticket_;
  const v1::PredictRequest& request_;
  const size_t rows_;
  const std::string trace_;
  const size_t chunk_rows_;
  size_t next_row_ = 0;
  Cancellation cancellation_;
  v1::PredictRequest chunk_;
  v1::PredictStreamResponse response_;
};

// The rows from `first`, `count` at most, as a request of their own. REQUIRES: first is a row.
v1::PredictRequest Chunk(const v1::PredictRequest& request, size_t first, size_t count);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PREDICT_STREAM_H_
