// More than can be taken: the gate, quotas, a broker that stumbles, and a producer that gives up.
#include <thread>

#include "adapters/fixture.h"
#include "events/codec.h"

namespace yachay::ingestion {
namespace {

grpc::Status Publish(Fixture& fixture, const v1::PublishRequest& request, int* pushback_ms = nullptr) {
  grpc::ClientContext context;
  Prepare(context);
  v1::PublishResponse response;
  const grpc::Status status = fixture.stub->Publish(&context, request, &response);
  if (pushback_ms != nullptr) *pushback_ms = PushbackMs(context);
  return status;
}

v1::PublishRequest Events(int from, int to) {
  v1::PublishRequest request;
  for (int n = from; n < to; ++n) AddEvent(request, n);
  return request;
}

TEST_CASE("a full producer queue pushes back; the batch can be sent again whole") {
  Fixture fixture({.producer = {.queue_records = 50, .linger = absl::Milliseconds(200)}});
  int pushback_ms = 0;
  CHECK(Publish(fixture, Events(0, 200), &pushback_ms).error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(pushback_ms > 0);
  grpc::Status again = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "");
  for (int tries = 0; tries < 50 && again.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED; ++tries) {
    absl::SleepFor(absl::Milliseconds(pushback_ms));
    again = Publish(fixture, Events(0, 50), &pushback_ms);
  }
  CHECK(again.ok());
}

TEST_CASE("the gate sends a batch back whole: nothing of it is on the log, and room comes back") {
  Fixture fixture({.capacity = {.events = 100, .bytes = 1 << 20}});
  int pushback_ms = 0;
  CHECK(Publish(fixture, Events(0, 101), &pushback_ms).error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(pushback_ms > 0);
  CHECK(fixture.Records().empty());
  for (int i = 0; i < 5; ++i) CHECK(Publish(fixture, Events(100 * i, 100 * i + 100)).ok());
  CHECK(fixture.gate.inside().events == 0);
  CHECK(fixture.gate.inside().bytes == 0);
  CHECK(fixture.metrics.Scrape().find("yachay_ingestion_pushed_back_batches_total 1") != std::string::npos);
}

TEST_CASE("a stream that meets the gate ends with pushback after its acknowledgements") {
  Fixture fixture({.capacity = {.events = 10, .bytes = 1 << 20}});
  grpc::ClientContext context;
  Prepare(context);
  auto stream = fixture.stub->PublishStream(&context);
  v1::PublishStreamRequest request;
  *request.mutable_batch() = Events(0, 10);
  REQUIRE(stream->Write(request));
  v1::PublishStreamResponse response;
  REQUIRE(stream->Read(&response));
  CHECK(response.result().accepted() == 10);
  *request.mutable_batch() = Events(10, 21);
  stream->Write(request);
  CHECK_FALSE(stream->Read(&response));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(PushbackMs(context) > 0);
}

TEST_CASE("a game over its quota waits as long as it is told; other games do not") {
  QuotaTable table;
  table.games["game"] = {.events_per_second = 10, .burst = 20};
  Fixture fixture({.quotas = table});
  CHECK(Publish(fixture, Events(0, 20)).ok());
  int pushback_ms = 0;
  const grpc::Status status = Publish(fixture, Events(20, 30), &pushback_ms);
  CHECK(status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(status.error_message().find("game") != std::string::npos);
  CHECK(pushback_ms == 1000);
  v1::PublishRequest other = Events(30, 130);
  for (auto& event : *other.mutable_events()) event.set_game_id("another");
  CHECK(Publish(fixture, other).ok());
  fixture.now_ms += pushback_ms;
  CHECK(Publish(fixture, Events(20, 30)).ok());
  CHECK(fixture.Records().size() == 130);
  CHECK(fixture.metrics.Scrape().find("yachay_ingestion_over_quota_batches_total{game=\"game\"} 1") !=
        std::string::npos);
}

TEST_CASE("rejections are counted by rule, and client-made text is no label") {
  Fixture fixture;
  v1::PublishRequest request = Events(0, 3);
  request.mutable_events(0)->set_learner_id("Ana María");
  auto* item = request.mutable_events(1)->mutable_item_attempted();
  item->set_item_id("i");
  for (int i = 0; i < 3; ++i) item->add_skill_ids("not good");
  CHECK(Publish(fixture, request).ok());
  const std::string scraped = fixture.metrics.Scrape();
  CHECK(scraped.find("yachay_ingestion_violations_total{rule=\"learner_id\"} 1") != std::string::npos);
  CHECK(scraped.find("yachay_ingestion_violations_total{rule=\"item_attempted.skill_ids\"} 3") !=
        std::string::npos);
  CHECK(scraped.find("yachay_ingestion_rejected_total 2") != std::string::npos);
  CHECK(scraped.find("Mar") == std::string::npos);
}

// A game server: sends until it is told that the batch stands on the log. How many calls it took.
int PublishUntilTaken(Fixture& fixture, const v1::PublishRequest& request) {
  for (int calls = 1; calls < 1000; ++calls) {
    const grpc::Status status = Publish(fixture, request);
    if (status.ok()) return calls;
    REQUIRE((status.error_code() == grpc::StatusCode::UNAVAILABLE ||
             status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL("never taken");
  return 0;
}

TEST_CASE("a producer that gave up is replaced, and nothing that was acknowledged or sent again is lost") {
  Fixture fixture;
  constexpr int kBatches = 40;
  constexpr int kPerBatch = 25;
  int sent_again = 0;
  for (int b = 0; b < kBatches; ++b) {
    // 45: records are missing on the broker before these; an idempotent producer cannot go on.
    if (b % 10 == 5) fixture.broker->FailNext(kafka::Request::kProduce, {45});
    sent_again += PublishUntilTaken(fixture, Events(b * kPerBatch, (b + 1) * kPerBatch)) - 1;
  }
  CHECK(fixture.Records().size() == kBatches * kPerBatch);
  INFO("replaced " << fixture.producer->replaced() << ", sent again " << sent_again);
  CHECK(fixture.producer->replaced() >= 1);
  CHECK(fixture.gate.inside().events == 0);
}

TEST_CASE(
    "many senders against a small gate: every event arrives, and never more is in flight than the gate "
    "holds") {
  constexpr size_t kCapacity = 200;
  Fixture fixture({.capacity = {.events = kCapacity, .bytes = 1 << 20}});
  constexpr int kSenders = 12;
  constexpr int kBatches = 10;
  constexpr int kPerBatch = 50;  // 12 × 50 = three times the gate
  std::atomic<bool> done = false;
  std::atomic<size_t> most = 0;
  std::thread watch([&] {
    while (!done) most = std::max(most.load(), fixture.gate.inside().events);
  });
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) {
    senders.emplace_back([&, s] {
      for (int b = 0; b < kBatches; ++b) {
        const int from = (s * kBatches + b) * kPerBatch;
        while (!Publish(fixture, Events(from, from + kPerBatch)).ok()) std::this_thread::yield();
      }
    });
  }
  for (auto& sender : senders) sender.join();
  done = true;
  watch.join();
  CHECK(most <= kCapacity);
  // No half batch was queued, so nothing is on the log twice.
  CHECK(fixture.All(fixture.topics.learner_events()).size() == kSenders * kBatches * kPerBatch);
}

TEST_CASE("a sent_at beyond all sense corrects nothing it should not") {
  Fixture fixture;
  v1::PublishRequest request = Events(0, 1);
  request.mutable_sent_at()->set_seconds(std::numeric_limits<std::int64_t>::max());
  CHECK(Publish(fixture, request).ok());
  CHECK(events::Decode(fixture.Records().at(EventId(0)).value)->occurred_at_ms == kNow - 60'000);
}

}  // namespace
}  // namespace yachay::ingestion
