// The catalogue's calls: the life of an item, who may write it, and what is refused.
#include "adapters/catalog_rpc.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "adapters/catalog_codec.h"
#include "kafka/embedded_broker.h"
#include "service/status.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

using service::Role;
namespace wire = catalog::v1;
using Code = grpc::StatusCode;
constexpr char kTopic[] = "yachay.catalog.v1";

wire::ContentItem Item(const std::string& id, const std::string& skill, const std::string& needs = "") {
  Content content{.id = id, .title = "Sumar " + id, .skills = {skill}, .prerequisites = {}, .language = "es"};
  if (!needs.empty()) content.prerequisites = {needs};
  content.variants = {{"t", delivery::VariantKind::kText, 20'000, 64}};
  return ToProto(content);
}

class Served {
 public:
  Served() {
    caller.anyone = true;
    log_->Start();
    const absl::Time end = absl::Now() + absl::Seconds(30);
    while (!log_->ready().ok() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(10));
    grpc::ServerBuilder builder;
    builder.RegisterService(&rpc_);
    server_ = builder.BuildAndStart();
    stub_ = wire::Catalog::NewStub(server_->InProcessChannel({}));
  }
  ~Served() {
    log_->Stop();
    server_->Shutdown();
  }

  grpc::Status Create(const wire::ContentItem& item, bool validate_only = false) {
    wire::CreateContentRequest request;
    *request.mutable_item() = item;
    request.set_validate_only(validate_only);
    return Call<wire::CreateContentResponse>(&Stub::CreateContent, request);
  }
  grpc::Status Revise(const wire::ContentItem& item, std::uint64_t base) {
    wire::ReviseContentRequest request;
    *request.mutable_item() = item;
    request.set_base_revision(base);
    return Call<wire::ReviseContentResponse>(&Stub::ReviseContent, request);
  }
  grpc::Status Submit(const std::string& id, std::uint64_t base) {
    return Call<wire::SubmitContentResponse>(&Stub::SubmitContent,
                                             Move<wire::SubmitContentRequest>(id, base));
  }
  grpc::Status Publish(const std::string& id, std::uint64_t base) {
    return Call<wire::PublishContentResponse>(&Stub::PublishContent,
                                              Move<wire::PublishContentRequest>(id, base));
  }
  grpc::Status Archive(const std::string& id, std::uint64_t base) {
    return Call<wire::ArchiveContentResponse>(&Stub::ArchiveContent,
                                              Move<wire::ArchiveContentRequest>(id, base));
  }
  EntryPtr Find(const std::string& id) const { return catalog_.Find(id); }

  service::Caller caller;

 private:
  using Stub = wire::Catalog::Stub;
  template <typename Request>
  static Request Move(const std::string& id, std::uint64_t base) {
    Request request;
    request.set_content_id(id);
    request.set_base_revision(base);
    return request;
  }
  template <typename Response, typename Request>
  grpc::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request) {
    grpc::ClientContext context;
    Response response;
    return ((*stub_).*method)(&context, request, &response);
  }

  std::unique_ptr<kafka::EmbeddedBroker> broker_ =
      *kafka::EmbeddedBroker::Start({.topics = {{.name = kTopic, .partitions = 1}}});
  std::unique_ptr<kafka::Producer> producer_ = *kafka::Producer::Create({.brokers = broker_->brokers()});
  Catalog catalog_;
  Demand demand_;
  std::unique_ptr<CatalogLog> log_ = *CatalogLog::Create(broker_->brokers(), kTopic, catalog_, *producer_);
  CatalogRpc rpc_{catalog_, *log_, demand_, [] { return std::int64_t{1}; },
                  [this](const grpc::ServerContextBase&) { return caller; }};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_CASE("an item goes from draft over review and publication to the archive, and back") {
  Served served;
  REQUIRE(served.Create(Item("a", "addition")).ok());
  CHECK(served.Submit("a", 1).ok());
  CHECK(served.Find("a")->state == State::kInReview);
  CHECK(served.Submit("a", 2).error_code() == Code::FAILED_PRECONDITION);
  CHECK(served.Publish("a", 2).ok());
  CHECK(served.Find("a")->published);
  wire::ContentItem revised = Item("a", "addition");
  revised.set_title("Sumar mejor");
  CHECK(served.Revise(revised, 3).ok());
  CHECK(served.Find("a")->state == State::kPublished);  // revising moves nothing
  CHECK(served.Find("a")->content.title == "Sumar mejor");
  CHECK(served.Revise(revised, 3).error_code() == Code::ABORTED);
  CHECK(served.Archive("a", 4).ok());
  CHECK_FALSE(served.Find("a")->published);
  CHECK(served.Publish("a", 5).ok());
  CHECK(served.Revise(Item("none", "addition"), 1).error_code() == Code::NOT_FOUND);
  const auto violations = service::Violations(served.Revise(revised, 0));
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].field == "base_revision");
}

TEST_CASE("a circle of skills is refused with the circle; trying writes nothing") {
  Served served;
  REQUIRE(served.Create(Item("d", "division", "multiplication"), true).ok());
  CHECK(served.Find("d") == nullptr);
  REQUIRE(served.Create(Item("d", "division", "multiplication")).ok());
  const grpc::Status circle = served.Create(Item("m", "multiplication", "division"));
  CHECK(circle.error_code() == Code::INVALID_ARGUMENT);
  REQUIRE(service::Violations(circle).size() == 1);
  CHECK(service::Violations(circle)[0].field == "item.prerequisite_skill_ids");
  CHECK(absl::StrContains(circle.error_message(), "multiplication needs division needs multiplication"));
}

TEST_CASE("creators write what is theirs and publish all; others than teachers do nothing") {
  Served served;
  served.caller = {};
  served.caller.subject = "t-1";
  served.caller.roles = {Role::kCreator};
  wire::ContentItem item = Item("a", "addition");
  item.set_owner_id("somebody-else");
  REQUIRE(served.Create(item).ok());
  CHECK(served.Find("a")->content.owner == "t-1");
  CHECK(served.Publish("a", 1).ok());
  served.caller.subject = "t-2";
  CHECK(served.Revise(item, 2).error_code() == Code::PERMISSION_DENIED);
  CHECK(served.Archive("a", 2).ok());
  CHECK(served.Publish("a", 3).ok());
  for (const Role role : {Role::kGuardian, Role::kGameServer, Role::kData}) {
    served.caller.roles = {role};
    CHECK(served.Create(Item("b", "addition")).error_code() == Code::PERMISSION_DENIED);
    CHECK(served.Submit("a", 4).error_code() == Code::PERMISSION_DENIED);
    CHECK(served.Publish("a", 4).error_code() == Code::PERMISSION_DENIED);
  }
  served.caller.roles = {Role::kOperator};
  CHECK(served.Archive("a", 4).ok());
}

TEST_CASE(
    "teachers write and submit what is theirs; it is published by others, and again after each change") {
  Served served;
  served.caller = {};
  served.caller.subject = "t-1";
  served.caller.roles = {Role::kTeacher};
  wire::ContentItem item = Item("a", "addition");
  item.set_owner_id("somebody-else");
  REQUIRE(served.Create(item).ok());
  CHECK(served.Find("a")->content.owner == "t-1");
  CHECK(served.Revise(item, 1).ok());
  CHECK(served.Submit("a", 2).ok());
  CHECK(served.Publish("a", 3).error_code() == Code::PERMISSION_DENIED);
  served.caller.subject = "t-2";
  CHECK(served.Revise(item, 3).error_code() == Code::PERMISSION_DENIED);
  served.caller.roles = {Role::kCreator};
  CHECK(served.Revise(item, 3).error_code() == Code::PERMISSION_DENIED);
  CHECK(served.Publish("a", 3).ok());
  served.caller.subject = "t-1";
  served.caller.roles = {Role::kTeacher};
  CHECK(served.Archive("a", 4).error_code() == Code::PERMISSION_DENIED);
  CHECK(served.Revise(item, 4).ok());
  CHECK(served.Find("a")->state == State::kInReview);
}

}  // namespace
}  // namespace yachay::recommendation
