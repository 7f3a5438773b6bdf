// Over real TLS connections: who gets in, and certificates that change under load.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "service/caller.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/server.h"
#include "service/test_certificates.h"
#include "service/token_signer.h"
#include "testing/catch.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::service {
namespace {

namespace v1 = yachay::features::v1;

// Answers who called, as the name of a view.
class WhoService : public v1::FeatureStore::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListFeatureViews(grpc::CallbackServerContext* context,
                                             const v1::ListFeatureViewsRequest*,
                                             v1::ListFeatureViewsResponse* response) override {
    const Caller caller = CallerOf(*context);
    response->add_views()->set_name(caller.anyone ? "anyone" : caller.subject);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

struct Stand {
  Stand() : certificates("certificates"), key(*MakeSigningKey("k1")) {
    certificates.Issue("server");
    certificates.Issue("client");
    std::ofstream("jwks.json") << key.public_jwks;
    options.tls = certificates.Tls("server");
    options.auth = {.keys_file = "jwks.json", .issuer = "school", .audience = "yachay"};
  }
  void Start() {
    auto started = Server::Start(options, {&service}, metrics);
    REQUIRE(started.ok());
    server = *std::move(started);
    server->SetServing(true);
  }
  void Token(const std::string& role, const std::string& subject) const {
    const nlohmann::json claims = {{"iss", "school"},
                                   {"aud", "yachay"},
                                   {"sub", subject},
                                   {"roles", {role}},
                                   {"exp", absl::ToUnixSeconds(absl::Now()) + 600}};
    std::ofstream("token") << *SignToken(key.private_jwk, claims.dump());
  }
  grpc::Status Call(const TlsOptions& tls, const std::string& token_file, std::string* who = nullptr) const {
    auto channel = MakeChannel(absl::StrCat("localhost:", server->port()), tls, token_file);
    REQUIRE(channel.ok());
    return CallOn(*v1::FeatureStore::NewStub(*channel), who);
  }
  static grpc::Status CallOn(v1::FeatureStore::Stub& stub, std::string* who = nullptr) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    context.set_wait_for_ready(true);
    v1::ListFeatureViewsResponse response;
    const grpc::Status status = stub.ListFeatureViews(&context, {}, &response);
    if (status.ok() && who != nullptr) *who = response.views(0).name();
    return status;
  }

  TestCertificates certificates;
  SigningKey key;
  ProcessOptions options;
  Metrics metrics;
  WhoService service;
  std::unique_ptr<Server> server;
};

grpc::Status CallUnnamed(grpc::GenericStub& stub, const std::string& method) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
  context.set_wait_for_ready(true);
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, method, {}, &request, &response, [&](grpc::Status ended) {
    status = std::move(ended);
    done.Notify();
  });
  done.WaitForNotification();
  return status;
}

TEST_CASE("mutual TLS and a token of the right role come in; the handler knows who") {
  Stand stand;
  stand.Start();
  const TlsOptions tls = stand.certificates.Tls("client");
  std::string who;
  stand.Token("data", "person-1");
  CHECK(stand.Call(tls, "token", &who).ok());
  CHECK(who == "person-1");
  CHECK(stand.Call(tls, "").error_code() == grpc::StatusCode::UNAUTHENTICATED);
  stand.Token("guardian", "person-2");
  CHECK(stand.Call(tls, "token").error_code() == grpc::StatusCode::PERMISSION_DENIED);
  TlsOptions nobody = tls;
  nobody.cert_file = nobody.key_file = "";
  CHECK_FALSE(stand.Call(nobody, "token").ok());  // No client certificate.
}

TEST_CASE("calls refused for token or role are counted by method and reason") {
  Stand stand;
  stand.Start();
  const TlsOptions tls = stand.certificates.Tls("client");
  CHECK_FALSE(stand.Call(tls, "").ok());
  CHECK_FALSE(stand.Call(tls, "").ok());
  stand.Token("guardian", "person-2");
  CHECK_FALSE(stand.Call(tls, "token").ok());
  grpc::GenericStub unnamed(*MakeChannel(absl::StrCat("localhost:", stand.server->port()), tls, "token"));
  CHECK(CallUnnamed(unnamed, "/person-2/secret").error_code() == grpc::StatusCode::PERMISSION_DENIED);

  const std::string told = stand.metrics.Scrape();
  INFO(told);
  const std::string list =
      "yachay_calls_refused_total{grpc_method=\"ListFeatureViews\",grpc_service=\"yachay.features.v1."
      "FeatureStore\",";
  CHECK(absl::StrContains(told, list + "reason=\"no_token\"} 2\n"));
  CHECK(absl::StrContains(told, list + "reason=\"role\"} 1\n"));
  CHECK(absl::StrContains(told, "{grpc_method=\"unknown\",grpc_service=\"unknown\",reason=\"role\"} 1\n"));
  CHECK_FALSE(absl::StrContains(told, "secret"));
}

TEST_CASE("two callers on one server are told apart") {
  Stand stand;
  stand.Start();
  const TlsOptions tls = stand.certificates.Tls("client");
  for (const char* subject : {"person-1", "person-2", "person-1"}) {
    std::string who;
    stand.Token("service", subject);
    REQUIRE(stand.Call(tls, "token", &who).ok());
    CHECK(who == subject);
  }
}

TEST_CASE("TLS without tokens lets everybody with a certificate in") {
  Stand stand;
  stand.options.auth = {};
  stand.Start();
  std::string who;
  CHECK(stand.Call(stand.certificates.Tls("client"), "", &who).ok());
  CHECK(who == "anyone");
}

TEST_CASE("certificates of both sides are renewed under load without a failed call") {
  Stand stand;
  stand.Token("data", "person-1");
  stand.Start();
  std::atomic<bool> stop = false;
  std::atomic<int> calls = 0, failed = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&] {
      while (!stop) {  // A new channel each time: every call is a handshake with the files of the moment.
        auto channel = MakeChannel(absl::StrCat("localhost:", stand.server->port()),
                                   stand.certificates.Tls("client"), "token");
        if (!channel.ok()) continue;
        auto stub = v1::FeatureStore::NewStub(*channel);
        for (int k = 0; k < 20; ++k, ++calls) failed += Stand::CallOn(*stub).ok() ? 0 : 1;
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    stand.certificates.Issue("server");
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    stand.certificates.Issue("client");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1300));
  stop = true;
  for (std::thread& caller : callers) caller.join();
  CHECK(calls > 100);
  CHECK(failed == 0);
}

TEST_CASE("tokens need TLS, and an issuer") {
  Stand stand;
  stand.options.tls = {};
  CHECK(absl::IsInvalidArgument(Server::Start(stand.options, {}, stand.metrics).status()));
  stand.options.tls = stand.certificates.Tls("server");
  stand.options.auth.issuer = "";
  CHECK(absl::IsInvalidArgument(Server::Start(stand.options, {}, stand.metrics).status()));
  CHECK(absl::IsInvalidArgument(MakeChannel("localhost:1", {}, "token").status()));
}

}  // namespace
}  // namespace yachay::service
