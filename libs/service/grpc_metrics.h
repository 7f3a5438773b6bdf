// The usual metrics of a gRPC server, per method: grpc_server_started_total,
// grpc_server_handled_total{grpc_code} and grpc_server_handling_seconds. Streams that stay open for long
// (health watches, reflection) are counted too.
#ifndef SERVICE_GRPC_METRICS_H_
#define SERVICE_GRPC_METRICS_H_

#include <grpcpp/support/server_interceptor.h>

#include <memory>

namespace yachay::service {

class Metrics;

// `metrics` must outlive the server.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMetricsInterceptor(
    Metrics& metrics);

}  // namespace yachay::service

#endif  // SERVICE_GRPC_METRICS_H_
