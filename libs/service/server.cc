#include "service/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/call_trace.h"
#include "service/certificate_expiry.h"
#include "service/channel.h"
#include "service/grpc_metrics.h"
#include "service/tls.h"

namespace yachay::service {
namespace {

// Where this process reaches itself; Linux takes 0.0.0.0 and [::] for loopback.
std::string OwnAddress(const std::string& listen, int port) {
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ProcessOptions& options,
                                                      const std::vector<grpc::Service*>& services,
                                                      Metrics& metrics) {
  auto credentials = ServerCredentials(options.tls, options.auth, metrics);
  if (!credentials.ok()) return credentials.status();

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  ConfigureServer(builder);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeMetricsInterceptor(metrics));
  interceptors.push_back(MakeTraceInterceptor());
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  std::unique_ptr<Server> server(new Server);
  builder.AddListeningPort(options.listen, *credentials, &server->port_);
  for (grpc::Service* service : services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.listen, " for gRPC: is the port in use? Change --listen."));
  }
  WatchCertificates(options.tls, OwnAddress(options.listen, server->port_), metrics);
  server->SetServing(false);
  return server;
}

Server::~Server() {
  if (server_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus(serving); }

void Server::Shutdown(absl::Duration deadline) {
  server_->Shutdown(absl::ToChronoTime(absl::Now() + deadline));
  server_->Wait();
}

}  // namespace yachay::service
