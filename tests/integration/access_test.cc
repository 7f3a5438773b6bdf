// The table of who may call what, row by row, over TLS with real tokens.
#include <google/protobuf/descriptor.h>
#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "access_descriptors.h"
#include "service/access_table.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/test_certificates.h"
#include "service/tls.h"
#include "service/token_signer.h"
#include "testing/catch.h"

namespace yachay::service {
namespace {

constexpr const char* kRoles[] = {"game-server", "service", "teacher", "guardian",
                                  "creator",     "data",    "operator"};

TEST_CASE("every RPC has its line, and every line its RPC") {
  std::set<std::string> rpcs;
  for (const google::protobuf::ServiceDescriptor* service : tests::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      rpcs.insert(absl::StrCat("/", service->full_name(), "/", service->method(i)->name()));
    }
  }
  REQUIRE(rpcs.size() > 15);
  std::set<std::string> lines;
  for (const auto& [rpc, roles] : AccessTable::Default().rows()) {
    if (rpc.rfind("/grpc.", 0) != 0) lines.insert(rpc);
  }
  CHECK(rpcs == lines);
}

// Answers every call in the same way, so that only the table can refuse one.
class SaysTheSame : public grpc::CallbackGenericService {
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { Finish({grpc::StatusCode::UNIMPLEMENTED, "here"}); }
    void OnDone() override { delete this; }
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor;
  }
};

struct Stand {
  Stand() : certificates("access"), key(*MakeSigningKey("k1")) {
    certificates.Issue("server");
    certificates.Issue("client");
    std::ofstream("access/jwks.json") << key.public_jwks;
    const auto credentials =
        ServerCredentials(certificates.Tls("server"),
                          {.keys_file = "access/jwks.json", .issuer = "i", .audience = "yachay"}, metrics);
    REQUIRE(credentials.ok());
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", *credentials, &port);
    builder.RegisterCallbackGenericService(&service);
    server = builder.BuildAndStart();
    REQUIRE(server != nullptr);
  }

  std::shared_ptr<grpc::Channel> As(const std::string& role) const {
    const nlohmann::json claims = {{"iss", "i"},
                                   {"aud", "yachay"},
                                   {"sub", "s"},
                                   {"roles", {role}},
                                   {"exp", absl::ToUnixSeconds(absl::Now()) + 600}};
    const std::string file = absl::StrCat("access/", role, ".token");
    std::ofstream(file) << *SignToken(key.private_jwk, claims.dump());
    // Not MakeChannel: this server has no health to wait for.
    return grpc::CreateChannel(absl::StrCat("localhost:", port),
                               *ClientCredentials(certificates.Tls("client"), file));
  }

  TestCertificates certificates;
  SigningKey key;
  Metrics metrics;
  SaysTheSame service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

grpc::StatusCode Call(grpc::GenericStub& stub, const std::string& rpc) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, rpc, {}, &request, &response, [&](grpc::Status got) {
    status = std::move(got);
    done.Notify();
  });
  done.WaitForNotification();
  return status.error_code();
}

TEST_CASE("each role may call what the table says, and nothing else") {
  const Stand stand;
  for (const char* role : kRoles) {
    grpc::GenericStub stub(stand.As(role));
    for (const auto& [rpc, roles] : AccessTable::Default().rows()) {
      INFO(role << " calls " << rpc);
      const bool refused = Call(stub, rpc) == grpc::StatusCode::PERMISSION_DENIED;
      CHECK(refused == (roles.count(*RoleOf(role)) == 0));
    }
    CHECK(Call(stub, "/yachay.ingestion.v1.Ingestion/NotThere") == grpc::StatusCode::PERMISSION_DENIED);
    CHECK(Call(stub, "/another.Service/Call") == grpc::StatusCode::PERMISSION_DENIED);
  }
}

}  // namespace
}  // namespace yachay::service
