// The gRPC face of ingestion.
#ifndef INGESTION_ADAPTERS_GRPC_INGESTION_H_
#define INGESTION_ADAPTERS_GRPC_INGESTION_H_

#include "adapters/batch_publisher.h"
#include "service/executor.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::ingestion {

// What it is given must outlive the server.
class GrpcIngestion : public v1::Ingestion::CallbackService {
 public:
  GrpcIngestion(BatchPublisher& publisher, service::Executor& executor) : publisher_(publisher), executor_(executor) {}

  grpc::ServerUnaryReactor* Publish(grpc::CallbackServerContext* context, const v1::PublishRequest* request,
                                    v1::PublishResponse* response) override;
  grpc::ServerBidiReactor<v1::PublishStreamRequest, v1::PublishStreamResponse>* PublishStream(
      grpc::CallbackServerContext* context) override;

 private:
  BatchPublisher& publisher_;
  service::Executor& executor_;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_GRPC_INGESTION_H_
