#include "service/trace.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/server.h"
#include "testing/catch.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::service {
namespace {

namespace v1 = yachay::features::v1;

const std::string kGiven = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST_CASE("only what the standard allows is a traceparent") {
  CHECK(IsTraceparent(kGiven));
  CHECK(TraceIdOf(kGiven) == "0af7651916cd43dd8448eb211c80319c");
  CHECK(SpanIdOf(kGiven) == "b7ad6b7169203331");
  for (const char* wrong : {"", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                            "00-0af7651916cd43dd8448eb211c80319c-learner123456789-01",
                            "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}) {
    INFO(wrong);
    CHECK_FALSE(IsTraceparent(wrong));
  }
}

TEST_CASE("another span leaves the trace and the flags") {
  CHECK(WithSpan(kGiven, 0x1f) == "00-0af7651916cd43dd8448eb211c80319c-000000000000001f-01");
}

TEST_CASE("what a record causes stays in its trace; what begins one has ids of its own") {
  const std::string next = NextSpan(kGiven);
  CHECK(IsTraceparent(next));
  CHECK(TraceIdOf(next) == TraceIdOf(kGiven));
  CHECK(SpanIdOf(next) != SpanIdOf(kGiven));
  CHECK(NextSpan("").empty());
  const std::string wrong = "00-learner";
  CHECK(TraceparentOf(&kGiven) == kGiven);
  CHECK(TraceparentOf(&wrong).empty());
  CHECK(TraceparentOf(static_cast<const std::string*>(nullptr)).empty());
  CHECK(TraceIdOfHeader(&kGiven) == TraceIdOf(kGiven));
  CHECK(TraceIdOfHeader(&wrong).empty());
  CHECK(IsTraceparent(NewTraceparent()));
  CHECK(TraceIdOf(NewTraceparent()) != TraceIdOf(NewTraceparent()));
  CHECK(TraceIdOf("").empty());
}

// Says nothing but what trace it was called in.
class Echo : public v1::FeatureStore::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListFeatureViews(grpc::CallbackServerContext* context,
                                             const v1::ListFeatureViewsRequest*,
                                             v1::ListFeatureViewsResponse* response) override {
    response->add_views()->set_name(TraceparentOf(*context));
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();  // each call of it makes one
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

std::string SeenBy(v1::FeatureStore::Stub& stub, const std::string& sent) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  context.set_wait_for_ready(true);
  Carry(sent, context);
  v1::ListFeatureViewsResponse response;
  REQUIRE(stub.ListFeatureViews(&context, {}, &response).ok());
  return response.views(0).name();
}

TEST_CASE("each call has a span of its own in its caller's trace; what is no trace goes no further") {
  Metrics metrics;
  Echo echo;
  auto server = Server::Start({}, {&echo}, metrics);
  REQUIRE(server.ok());
  (*server)->SetServing(true);
  auto channel = MakeChannel(absl::StrCat("127.0.0.1:", (*server)->port()));
  REQUIRE(channel.ok());
  auto stub = v1::FeatureStore::NewStub(*channel);

  const std::string first = SeenBy(*stub, kGiven), second = SeenBy(*stub, kGiven);
  for (const std::string& seen : {first, second}) {
    REQUIRE(IsTraceparent(seen));
    CHECK(TraceIdOf(seen) == TraceIdOf(kGiven));
    CHECK(SpanIdOf(seen) != SpanIdOf(kGiven));
    CHECK(seen.substr(52) == "-01");
  }
  CHECK(first != second);
  CHECK(SeenBy(*stub, "").empty());
  CHECK(SeenBy(*stub, "00-learner-7").empty());
}

}  // namespace
}  // namespace yachay::service
