// The gRPC face of ingestion.
#ifndef INGESTION_ADAPTERS_GRPC_INGESTION_H_
#define INGESTION_ADAPTERS_GRPC_INGESTION_H_

#include "adapters/batch_publisher.h"
#include "adapters/xapi_publisher.h"
#include "service/arena_messages.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::ingestion {

// What it is given must outlive the server. Calls are checked and queued on gRPC's own threads: that takes a
// millisecond or two for the largest batch, and a queue in between would hold requests that no gate has
// counted.
class GrpcIngestion : public v1::Ingestion::CallbackService {
 public:
  GrpcIngestion(BatchPublisher& publisher, XapiPublisher& xapi) : publisher_(publisher), xapi_(xapi) {
    SetMessageAllocatorFor_Publish(&messages_);
  }

  grpc::ServerUnaryReactor* Publish(grpc::CallbackServerContext* context, const v1::PublishRequest* request,
                                    v1::PublishResponse* response) override;
  grpc::ServerBidiReactor<v1::PublishStreamRequest, v1::PublishStreamResponse>* PublishStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* PublishXapi(grpc::CallbackServerContext* context,
                                        const v1::PublishXapiRequest* request,
                                        v1::PublishXapiResponse* response) override;

 private:
  BatchPublisher& publisher_;
  XapiPublisher& xapi_;
  service::ArenaMessages<v1::PublishRequest, v1::PublishResponse> messages_;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_GRPC_INGESTION_H_
