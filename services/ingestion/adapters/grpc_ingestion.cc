#include "adapters/grpc_ingestion.h"

#include <string>
#include <utility>

#include "adapters/publish_stream.h"
#include "service/unary.h"

namespace yachay::ingestion {
namespace {

// W3C: 00-<32 hex>-<16 hex>-<2 hex>; anything else is not carried on.
std::string Traceparent(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("traceparent");
  if (found == metadata.end() || found->second.size() != 55) return "";
  std::string value(found->second.data(), found->second.size());
  return value.find_first_not_of("0123456789abcdef-") == std::string::npos ? value : "";
}

}  // namespace

grpc::ServerUnaryReactor* GrpcIngestion::Publish(grpc::CallbackServerContext* context,
                                                 const v1::PublishRequest* request, v1::PublishResponse* response) {
  return service::RunAsync(context, executor_, [this, context, request, response](auto* reactor) {
    publisher_.Publish(*request, Traceparent(*context), response, [context, reactor](grpc::Status status) {
      if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) service::AddPushback(context);
      reactor->Finish(std::move(status));
    });
  });
}

grpc::ServerBidiReactor<v1::PublishStreamRequest, v1::PublishStreamResponse>* GrpcIngestion::PublishStream(
    grpc::CallbackServerContext* context) {
  return new ingestion::PublishStream(publisher_, Traceparent(*context));
}

}  // namespace yachay::ingestion
