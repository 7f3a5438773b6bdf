// What the tests of ingestion's gRPC face share: broker, producer, server and a client of it.
#ifndef INGESTION_ADAPTERS_FIXTURE_H_
#define INGESTION_ADAPTERS_FIXTURE_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <atomic>
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
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/channel.h"
#include "service/metrics.h"
#include "service/server.h"
#include "testing/catch.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::ingestion {

inline constexpr std::int64_t kNow = 1'790'000'000'000;

struct FixtureOptions {
  kafka::ProducerOptions producer;
  QuotaTable quotas;
  Load capacity = {.events = 100'000, .bytes = 64 << 20};
  service::ProcessOptions server = {};
  service::TlsOptions client = {};
  std::string token_file;  // what `stub` shows
};

struct Fixture {
  explicit Fixture(FixtureOptions options = {})
      : quotas(options.quotas), gate(options.capacity), probe(metrics) {
    options.producer.brokers = broker->brokers();
    producer = *kafka::Producer::Create(options.producer);
    probe.Watch(gate, *producer);
    log = std::make_unique<EventLog>(*producer, topics.learner_events());
    publisher = std::make_unique<BatchPublisher>(*log, quotas, gate, probe, [this] { return now_ms.load(); });
    xapi = std::make_unique<XapiPublisher>(*publisher, *producer, topics, gate, probe,
                                           [this] { return now_ms.load(); });
    rpc = std::make_unique<GrpcIngestion>(*publisher, *xapi);
    server = *service::Server::Start(options.server, {rpc.get()}, metrics);
    server->SetServing(true);
    stub = v1::Ingestion::NewStub(*service::MakeChannel(absl::StrCat("127.0.0.1:", server->port()),
                                                        options.client, options.token_file));
  }
  ~Fixture() {
    server->Shutdown(absl::Seconds(5));
    (void)producer->Flush(absl::Seconds(5));
  }

  std::vector<kafka::ReceivedRecord> All(const std::string& topic) {
    std::vector<kafka::ReceivedRecord> records;
    auto reader = kafka::LogReader::Create({.brokers = broker->brokers(), .topic = topic});
    const absl::Status read = (*reader)->ReadToEnd(
        [&](kafka::Batch batch) {
          records.insert(records.end(), batch.begin(), batch.end());
          return absl::OkStatus();
        },
        absl::Seconds(20));
    INFO(read.ToString());
    REQUIRE(read.ok());
    return records;
  }

  // Every record on the log, by event id; of an event that is there twice, the first.
  std::map<std::string, kafka::ReceivedRecord> Records() {
    std::map<std::string, kafka::ReceivedRecord> records;
    for (const auto& record : All(topics.learner_events())) {
      records.emplace(*kafka::FindHeader(record, "ce_id"), record);
    }
    return records;
  }

  const events::Topics topics;
  std::unique_ptr<kafka::EmbeddedBroker> broker =
      *kafka::EmbeddedBroker::Start({.topics = {{topics.learner_events(), 4}, {topics.dead_letters(), 4}}});
  std::atomic<std::int64_t> now_ms = kNow;
  service::Metrics metrics;
  Quotas quotas;
  Gate gate;
  Probe probe;
  std::unique_ptr<kafka::Producer> producer;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<BatchPublisher> publisher;
  std::unique_ptr<XapiPublisher> xapi;
  std::unique_ptr<GrpcIngestion> rpc;
  std::unique_ptr<service::Server> server;
  std::unique_ptr<v1::Ingestion::Stub> stub;
};

inline void Prepare(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  context.set_wait_for_ready(true);
}

inline std::string EventId(int n) { return absl::StrFormat("123e4567-e89b-12d3-a456-%012d", n); }

inline void AddEvent(v1::PublishRequest& request, int n) {
  auto* event = request.add_events();
  event->set_event_id(EventId(n));
  event->set_learner_id(absl::StrCat("learner-", n % 7));
  event->set_game_id("game");
  event->mutable_occurred_at()->set_seconds(kNow / 1000 - 60);
  event->mutable_level_reached()->set_level(3);
}

// The pushback that a call's trailers carry; -1 when there is none.
inline int PushbackMs(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-retry-pushback-ms");
  return found == trailers.end() ? -1 : std::stoi(std::string(found->second.data(), found->second.size()));
}

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_FIXTURE_H_
