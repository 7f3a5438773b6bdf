// The gRPC face on a real server, in front of the embedded broker.
#include <map>
#include <string>

#include "adapters/fixture.h"
#include "events/codec.h"
#include "service/status.h"
#include "service/trace.h"

namespace yachay::ingestion {
namespace {

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
  const std::string& trace = *kafka::FindHeader(record, "traceparent");
  CHECK(service::TraceIdOf(trace) == "0af7651916cd43dd8448eb211c80319c");
  CHECK(service::SpanIdOf(trace) != "b7ad6b7169203331");  // the caller's: this hop has its own
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
  CHECK(fixture.stub->Publish(&context, request, &response).error_code() ==
        grpc::StatusCode::INVALID_ARGUMENT);
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

TEST_CASE("a broker that does not answer makes the call UNAVAILABLE") {
  Fixture fixture({.producer = {.delivery_timeout = absl::Seconds(1)}});
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
