// Plain HTTP for those who look after a process: /metrics (Prometheus text), /livez (200 while it runs) and
// /readyz (200 when it takes work, else 503 and why). Thread-safe.
#ifndef SERVICE_ADMIN_SERVER_H_
#define SERVICE_ADMIN_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

class CivetServer;

namespace yachay::service {

class Metrics;

class AdminServer {
 public:
  // OK when ready, else the reason; called from its threads.
  using Readiness = std::function<absl::Status()>;

  // Listens on host:port; port 0 takes a free one. UNAVAILABLE when it cannot. `metrics` must outlive it.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(const std::string& address, Metrics& metrics,
                                                            Readiness readiness);
  ~AdminServer();

  int port() const { return port_; }

 private:
  AdminServer();

  struct Handlers;
  std::unique_ptr<Handlers> handlers_;  // Outlives server_.
  std::unique_ptr<CivetServer> server_;
  int port_ = 0;
};

}  // namespace yachay::service

#endif  // SERVICE_ADMIN_SERVER_H_
