// PublishStream: reads on while earlier batches are with the broker, and acknowledges in the order sent.
#ifndef INGESTION_ADAPTERS_PUBLISH_STREAM_H_
#define INGESTION_ADAPTERS_PUBLISH_STREAM_H_

#include <google/protobuf/arena.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "adapters/batch_publisher.h"
#include "service/arena_messages.h"
#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::ingestion {

// Deletes itself when the stream is done. At most kMaxInFlight batches are with the broker; then it stops
// reading, and HTTP/2 flow control holds the client. An error of a batch ends the stream after the
// acknowledgements before it.
class PublishStream : public grpc::ServerBidiReactor<v1::PublishStreamRequest, v1::PublishStreamResponse> {
 public:
  static constexpr size_t kMaxInFlight = 32;

  // `context` is the call's: pushback goes into its trailers.
  PublishStream(BatchPublisher& publisher, grpc::CallbackServerContext* context, Origin origin);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  // A batch between its read and its acknowledgement.
  struct Batch {
    google::protobuf::Arena arena{
        service::ArenaBlocks(16 << 10)};  // of both messages, whose many small parts then go at once
    v1::PublishStreamRequest& request =
        *google::protobuf::Arena::CreateMessage<v1::PublishStreamRequest>(&arena);
    v1::PublishStreamResponse& response =
        *google::protobuf::Arena::CreateMessage<v1::PublishStreamResponse>(&arena);
    std::optional<Ended> outcome;  // Empty while the broker has not answered.
  };

  // What is to be done once the lock is released: after Finish gRPC may delete this object at any moment.
  struct Step {
    const v1::PublishStreamResponse* write = nullptr;
    std::optional<Ended> finish;
  };

  void Settle(Batch* batch, Ended outcome);
  // The first acknowledgement that can be written, or the end; at most one of them.
  Step NextStep() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool CanFinish() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Take(const Step& step) ABSL_LOCKS_EXCLUDED(mutex_);
  void ReadNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  BatchPublisher& publisher_;
  grpc::CallbackServerContext* const context_;
  const Origin origin_;
  absl::Mutex mutex_;
  std::deque<std::unique_ptr<Batch>> batches_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Batch> reading_;                // Written by gRPC until OnReadDone.
  size_t unsettled_ ABSL_GUARDED_BY(mutex_) = 0;  // Batches that the publisher still holds.
  bool read_open_ ABSL_GUARDED_BY(mutex_) =
      false;  // A read is under way, or what it brought is being published.
  bool write_open_ ABSL_GUARDED_BY(mutex_) = false;   // A write is under way.
  bool input_ended_ ABSL_GUARDED_BY(mutex_) = false;  // The client has sent its last batch, or is gone.
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;     // Finish was called.
  std::optional<Ended> failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_PUBLISH_STREAM_H_
