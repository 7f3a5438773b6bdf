// game server ──Publish──▶ ingestion ──▶ [learner-events]
#include "absl/time/clock.h"
#include "adapters/batch_publisher.h"
#include "adapters/event_log.h"
#include "adapters/grpc_ingestion.h"
#include "config.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "service/log.h"
#include "service/process.h"

namespace yachay::ingestion {

absl::Status Serve(service::Process& process, const Config& config) {
  auto producer = kafka::Producer::Create(
      {.brokers = config.brokers, .client_id = "yachay-ingestion", .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();
  EventLog log(**producer, events::Topics(config.topic_prefix).learner_events());
  BatchPublisher publisher(log, process.metrics(), [] { return absl::ToUnixMillis(absl::Now()); });
  GrpcIngestion rpc(publisher, process.executor());
  return process.Serve({
      .services = {&rpc},
      .ready = [&] {
        return (*producer)->connected() ? absl::OkStatus() : absl::UnavailableError("no broker answers");
      },
      .flush = [&] { (void)(*producer)->Flush(process.options().drain_deadline); },
  });
}

}  // namespace yachay::ingestion

int main(int argc, char** argv) {
  yachay::ingestion::Config config;
  if (const auto code = yachay::ingestion::ParseConfig(argc, argv, &config)) return *code;
  yachay::service::Process process("ingestion", config.process);
  return process.Run([&] { return yachay::ingestion::Serve(process, config); });
}
