#include "service/admin_server.h"

#include <CivetServer.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/metrics.h"

namespace yachay::service {
namespace {

bool Answer(mg_connection* connection, int code, const std::string& type, const std::string& body) {
  mg_printf(connection, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", code,
            code == 200 ? "OK" : "Service Unavailable", type.c_str(), body.size());
  mg_write(connection, body.data(), body.size());
  return true;
}

class MetricsPage : public CivetHandler {
 public:
  explicit MetricsPage(Metrics& metrics) : metrics_(metrics) {}
  bool handleGet(CivetServer*, mg_connection* connection) override {
    return Answer(connection, 200, "text/plain; version=0.0.4; charset=utf-8", metrics_.Scrape());
  }

 private:
  Metrics& metrics_;
};

class StatusPage : public CivetHandler {
 public:
  explicit StatusPage(AdminServer::Readiness readiness) : readiness_(std::move(readiness)) {}
  bool handleGet(CivetServer*, mg_connection* connection) override {
    const absl::Status status = readiness_();
    if (status.ok()) return Answer(connection, 200, "text/plain", "ok\n");
    return Answer(connection, 503, "text/plain", absl::StrCat(status.message(), "\n"));
  }

 private:
  AdminServer::Readiness readiness_;
};

}  // namespace

struct AdminServer::Handlers {
  MetricsPage metrics;
  StatusPage live;
  StatusPage ready;
};

AdminServer::AdminServer() = default;
AdminServer::~AdminServer() = default;

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(const std::string& address, Metrics& metrics,
                                                                Readiness readiness) {
  std::unique_ptr<AdminServer> server(new AdminServer);
  server->handlers_.reset(new Handlers{MetricsPage(metrics), StatusPage([] { return absl::OkStatus(); }),
                                       StatusPage(std::move(readiness))});
  try {
    server->server_ = std::make_unique<CivetServer>(
        std::vector<std::string>{"listening_ports", address, "num_threads", "2", "request_timeout_ms", "5000",
                                 "enable_keep_alive", "no"});
  } catch (const CivetException&) {
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", address, " for metrics and health: is the port in use? Change --admin."));
  }
  server->server_->addHandler("/metrics", server->handlers_->metrics);
  server->server_->addHandler("/livez", server->handlers_->live);
  server->server_->addHandler("/readyz", server->handlers_->ready);
  server->port_ = server->server_->getListeningPorts().at(0);
  return server;
}

}  // namespace yachay::service
