// The gRPC face on a real server, in front of the embedded broker.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/batch_publisher.h"
#include "adapters/event_log.h"
#include "adapters/grpc_ingestion.h"
#include "events/codec.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/server.h"
#include "service/status.h"
#include "testing/catch.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::ingestion {
namespace {

constexpr char kTopic[] = "learner-events";
constexpr int64_t kNow = 1'790'000'000'000;

// Broker, producer, server and a client of it.
struct Fixture {
  explicit Fixture(kafka::ProducerOptions options = {}) {
    options.brokers = broker->brokers();
    producer = *kafka::Producer::Create(options);
    log = std::make_unique<EventLog>(*producer, kTopic);
    publisher = std::make_unique<BatchPublisher>(*log, metrics, [] { return kNow; });
    rpc = std::make_unique<GrpcIngestion>(*publisher, executor);
    server = *service::Server::Start({}, {rpc.get()}, metrics);
    server->SetServing(true);
    stub = v1::Ingestion::NewStub(*service::MakeChannel(absl::StrCat("127.0.0.1:", server->port())));
  }
  ~Fixture() {
    server->Shutdown(absl::Seconds(5));
    executor.Join();
    (void)producer->Flush(absl::Seconds(5));
  }

  // Every record on the log, by event id.
  std::map<std::string, kafka::ReceivedRecord> Records() {
    std::map<std::string, kafka::ReceivedRecord> records;
    auto reader = kafka::LogReader::Create({.brokers = broker->brokers(), .topic = kTopic});
    const absl::Status read = (*reader)->ReadToEnd(
        [&](kafka::Batch batch) {
          for (const auto& record : batch) records.emplace(*kafka::FindHeader(record, "ce_id"), record);
          return absl::OkStatus();
        },
        absl::Seconds(20));
    REQUIRE(read.ok());
    return records;
  }

  std::unique_ptr<kafka::EmbeddedBroker> broker = *kafka::EmbeddedBroker::Start({.topics = {{kTopic, 4}}});
  service::Metrics metrics;
  service::Executor executor{2, 100};
  std::unique_ptr<kafka::Producer> producer;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<BatchPublisher> publisher;
  std::unique_ptr<GrpcIngestion> rpc;
  std::unique_ptr<service::Server> server;
  std::unique_ptr<v1::Ingestion::Stub> stub;
};

void Prepare(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  context.set_wait_for_ready(true);
}

std::string EventId(int n) { return absl::StrFormat("123e4567-e89b-12d3-a456-%012d", n); }

void AddEvent(v1::PublishRequest& request, int n) {
  auto* event = request.add_events();
  event->set_event_id(EventId(n));
  event->set_learner_id(absl::StrCat("learner-", n % 7));
  event->set_game_id("game");
  event->mutable_occurred_at()->set_seconds(kNow / 1000 - 60);
  event->mutable_level_reached()->set_level(3);
}

TEST_CASE("accepted events are on the log, keyed and stamped; rejected ones name their fields") {
  Fixture fixture;
  v1::PublishRequest request;
  for (int n = 0; n < 20; ++n) AddEvent(request, n);
  request.mutable_events(5)->set_learner_id("not a pseudonym");
  request.mutable_events(5)->mutable_level_reached()->set_level(0);
  grpc::ClientContext context;
  Prepare(context);
  context.AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  v1::PublishResponse response;
  const grpc::Status status = fixture.stub->Publish(&context, request, &response);
  INFO(status.error_message());
  REQUIRE(status.ok());
  CHECK(response.accepted() == 19);
  CHECK(response.rejected() == 1);
  REQUIRE(response.outcomes_size() == 20);
  REQUIRE(response.outcomes(5).violations_size() == 2);
  CHECK(response.outcomes(5).violations(0).field() == "learner_id");
  CHECK(response.outcomes(5).violations(1).field() == "level_reached.level");

  const auto records = fixture.Records();
  REQUIRE(records.size() == 19);
  CHECK(records.count(EventId(5)) == 0);
  const auto& record = records.at(EventId(6));
  CHECK(record.key == "learner-6");
  CHECK(record.partition == response.outcomes(6).partition());
  CHECK(record.offset == response.outcomes(6).offset());
  CHECK(*kafka::FindHeader(record, "ce_type") == "yachay.events.v1.level_reached");
  CHECK(*kafka::FindHeader(record, "traceparent") == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  const auto event = events::Decode(record.value);
  REQUIRE(event.ok());
  CHECK(event->received_at_ms == kNow);
}

TEST_CASE("an empty and a too large batch are refused with the field named") {
  Fixture fixture;
  v1::PublishRequest request;
  v1::PublishResponse response;
  {
    grpc::ClientContext context;
    Prepare(context);
    const grpc::Status status = fixture.stub->Publish(&context, request, &response);
    CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    REQUIRE(service::Violations(status).size() == 1);
    CHECK(service::Violations(status)[0].field == "events");
  }
  for (int n = 0; n < 1001; ++n) AddEvent(request, n);
  grpc::ClientContext context;
  Prepare(context);
  CHECK(fixture.stub->Publish(&context, request, &response).error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(fixture.Records().empty());
}

TEST_CASE("a stream acknowledges every batch in the order sent, and each learner's events keep theirs") {
  Fixture fixture;
  constexpr int kBatches = 200;
  constexpr int kPerBatch = 25;
  grpc::ClientContext context;
  Prepare(context);
  auto stream = fixture.stub->PublishStream(&context);
  for (int b = 0; b < kBatches; ++b) {
    v1::PublishStreamRequest request;
    request.set_batch_id(static_cast<uint64_t>(b));
    for (int n = 0; n < kPerBatch; ++n) AddEvent(*request.mutable_batch(), b * kPerBatch + n);
    REQUIRE(stream->Write(request));
  }
  stream->WritesDone();
  v1::PublishStreamResponse response;
  for (int b = 0; b < kBatches; ++b) {
    REQUIRE(stream->Read(&response));
    CHECK(response.batch_id() == static_cast<uint64_t>(b));
    CHECK(response.result().accepted() == kPerBatch);
  }
  CHECK_FALSE(stream->Read(&response));
  CHECK(stream->Finish().ok());

  const auto records = fixture.Records();  // By event id, so in the order sent.
  REQUIRE(records.size() == kBatches * kPerBatch);
  std::map<std::string, int64_t> last;
  for (const auto& [id, record] : records) {
    auto [place, first] = last.try_emplace(record.key, record.offset);
    if (!first) CHECK(place->second < record.offset);
    place->second = record.offset;
  }
}

TEST_CASE("a refused batch ends the stream after the acknowledgements before it") {
  Fixture fixture;
  grpc::ClientContext context;
  Prepare(context);
  auto stream = fixture.stub->PublishStream(&context);
  v1::PublishStreamRequest good, empty;
  AddEvent(*good.mutable_batch(), 1);
  stream->Write(good);
  stream->Write(empty);
  stream->WritesDone();
  v1::PublishStreamResponse response;
  CHECK(stream->Read(&response));
  CHECK(response.result().accepted() == 1);
  CHECK_FALSE(stream->Read(&response));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_CASE("a client that goes away in the middle leaves nothing hanging") {
  Fixture fixture;
  for (int round = 0; round < 20; ++round) {
    grpc::ClientContext context;
    Prepare(context);
    auto stream = fixture.stub->PublishStream(&context);
    for (int b = 0; b < 10; ++b) {
      v1::PublishStreamRequest request;
      AddEvent(*request.mutable_batch(), round * 100 + b);
      stream->Write(request);
    }
    context.TryCancel();
    (void)stream->Finish();
  }
}

TEST_CASE("a full queue pushes back; the batch can be sent again whole") {
  Fixture fixture({.queue_records = 50, .linger = absl::Milliseconds(200)});
  v1::PublishRequest request;
  for (int n = 0; n < 200; ++n) AddEvent(request, n);
  v1::PublishResponse response;
  grpc::ClientContext context;
  Prepare(context);
  const grpc::Status status = fixture.stub->Publish(&context, request, &response);
  CHECK(status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(context.GetServerTrailingMetadata().count("grpc-retry-pushback-ms") == 1);
  request.mutable_events()->DeleteSubrange(50, 150);
  grpc::ClientContext again;
  Prepare(again);
  CHECK(fixture.stub->Publish(&again, request, &response).ok());
}

TEST_CASE("a broker that does not answer makes the call UNAVAILABLE") {
  Fixture fixture({.delivery_timeout = absl::Seconds(1)});
  fixture.broker->Down();
  v1::PublishRequest request;
  AddEvent(request, 1);
  v1::PublishResponse response;
  grpc::ClientContext context;
  Prepare(context);
  CHECK(fixture.stub->Publish(&context, request, &response).error_code() == grpc::StatusCode::UNAVAILABLE);
  fixture.broker->Up();
}

}  // namespace
}  // namespace yachay::ingestion
