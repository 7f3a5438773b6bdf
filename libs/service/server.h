// The gRPC server of a process: its services, health (grpc.health.v1), reflection, the usual metrics, those
// of its certificates (certificate_expiry.h), and a span for every call that comes with a trace (trace.h).
#ifndef SERVICE_SERVER_H_
#define SERVICE_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/process_options.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace yachay::service {

class Metrics;

class Server {
 public:
  // Listens; health says NOT_SERVING until SetServing(true). UNAVAILABLE when the address cannot be had; the
  // errors of TLS files as in tls.h. Services and metrics must outlive it.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ProcessOptions& options,
                                                       const std::vector<grpc::Service*>& services,
                                                       Metrics& metrics);
  ~Server();

  void SetServing(bool serving);
  int port() const { return port_; }

  // Refuses new calls, lets those in flight end until the deadline, then cancels them. Blocks until all have
  // ended.
  void Shutdown(absl::Duration deadline);

 private:
  Server() = default;

  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace yachay::service

#endif  // SERVICE_SERVER_H_
