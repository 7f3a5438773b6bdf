#include "service/server.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/unary.h"
#include "testing/catch.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::service {
namespace {

namespace v1 = yachay::features::v1;

// Waits in ListFeatureViews until told to go on.
class SlowService : public v1::FeatureStore::CallbackService {
 public:
  explicit SlowService(Executor& executor) : executor_(executor) {}
  grpc::ServerUnaryReactor* ListFeatureViews(grpc::CallbackServerContext* context,
                                             const v1::ListFeatureViewsRequest*,
                                             v1::ListFeatureViewsResponse* response) override {
    return RunUnary(context, executor_, [this, response] {
      begun.Notify();
      go.WaitForNotification();
      response->add_views()->set_name("engagement");
      return grpc::Status::OK;
    });
  }
  grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext* context, const v1::GetFeaturesRequest*,
                                        v1::GetFeaturesResponse*) override {
    return RunUnary(context, executor_, [] { return grpc::Status::OK; });
  }
  absl::Notification begun, go;

 private:
  Executor& executor_;
};

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  context.set_wait_for_ready(true);
}

TEST_CASE("calls wait for health, a full queue pushes back, and metrics count both") {
  Metrics metrics;
  Executor executor(1, 1);
  SlowService slow(executor);
  auto server = Server::Start({}, {&slow}, metrics);
  REQUIRE(server.ok());
  auto channel = MakeChannel(absl::StrCat("127.0.0.1:", (*server)->port()));
  REQUIRE(channel.ok());
  auto stub = v1::FeatureStore::NewStub(*channel);

  {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
    v1::GetFeaturesResponse response;
    CHECK_FALSE(stub->GetFeatures(&context, {}, &response).ok());  // Not serving yet.
  }
  (*server)->SetServing(true);

  grpc::Status slow_status;
  v1::ListFeatureViewsResponse views;
  absl::Notification done;
  grpc::ClientContext slow_context;
  SetDeadline(slow_context);
  const v1::ListFeatureViewsRequest request;
  stub->async()->ListFeatureViews(&slow_context, &request, &views, [&](grpc::Status status) {
    slow_status = std::move(status);
    done.Notify();
  });
  slow.begun.WaitForNotification();
  REQUIRE(executor.Submit([] {}).ok());  // The one place in the queue.
  grpc::ClientContext context;
  SetDeadline(context);
  v1::GetFeaturesResponse response;
  const grpc::Status refused = stub->GetFeatures(&context, {}, &response);
  CHECK(refused.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto trailers = context.GetServerTrailingMetadata();
  CHECK(trailers.find(kPushbackKey) != trailers.end());

  slow.go.Notify();
  done.WaitForNotification();
  CHECK(slow_status.ok());
  CHECK(views.views_size() == 1);
  (*server)->Shutdown(absl::Seconds(5));
  executor.Join();
  const std::string scraped = metrics.Scrape();
  CHECK(scraped.find("grpc_code=\"ResourceExhausted\",grpc_method=\"GetFeatures\"") != std::string::npos);
  CHECK(scraped.find("grpc_code=\"OK\",grpc_method=\"ListFeatureViews\"") != std::string::npos);
}

TEST_CASE("a port in use is one clear error") {
  Metrics metrics;
  auto first = Server::Start({}, {}, metrics);
  REQUIRE(first.ok());
  ProcessOptions options;
  options.listen = absl::StrCat("127.0.0.1:", (*first)->port());
  auto second = Server::Start(options, {}, metrics);
  REQUIRE_FALSE(second.ok());
  CHECK(second.status().message().find("in use") != absl::string_view::npos);
}

TEST_CASE("half a TLS configuration and a token in the clear are refused") {
  Metrics metrics;
  ProcessOptions options;
  options.tls.cert_file = "cert.pem";
  CHECK(absl::IsInvalidArgument(Server::Start(options, {}, metrics).status()));
  options.tls.cert_file = "";
  options.auth.keys_file = "jwks.json";
  CHECK(absl::IsInvalidArgument(Server::Start(options, {}, metrics).status()));
  options.tls = {.cert_file = "absent.pem", .key_file = "absent.key"};
  options.auth = {};
  CHECK(absl::IsNotFound(Server::Start(options, {}, metrics).status()));
}

}  // namespace
}  // namespace yachay::service
