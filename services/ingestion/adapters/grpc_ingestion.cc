#include "adapters/grpc_ingestion.h"

#include <string>
#include <utility>

#include "adapters/publish_stream.h"
#include "adapters/pushback.h"
#include "service/trace.h"

namespace yachay::ingestion {
namespace {

Origin OriginOf(const grpc::CallbackServerContext& context) {
  return {service::TraceparentOf(context), service::CallerOf(context)};
}

// Ends the call as the batch ended.
BatchPublisher::Done Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor) {
  return [context, reactor](const Ended& ended) {
    if (ended.pushback_ms > 0) AddPushback(*context, ended.pushback_ms);
    reactor->Finish(ended.status);
  };
}

}  // namespace

grpc::ServerUnaryReactor* GrpcIngestion::Publish(grpc::CallbackServerContext* context,
                                                 const v1::PublishRequest* request,
                                                 v1::PublishResponse* response) {
  auto* reactor = context->DefaultReactor();
  publisher_.Publish(*request, OriginOf(*context), response, Finish(context, reactor));
  return reactor;
}

grpc::ServerBidiReactor<v1::PublishStreamRequest, v1::PublishStreamResponse>* GrpcIngestion::PublishStream(
    grpc::CallbackServerContext* context) {
  return new ingestion::PublishStream(publisher_, context, OriginOf(*context));
}

grpc::ServerUnaryReactor* GrpcIngestion::PublishXapi(grpc::CallbackServerContext* context,
                                                     const v1::PublishXapiRequest* request,
                                                     v1::PublishXapiResponse* response) {
  auto* reactor = context->DefaultReactor();
  xapi_.Publish(*request, OriginOf(*context), response, Finish(context, reactor));
  return reactor;
}

}  // namespace yachay::ingestion
