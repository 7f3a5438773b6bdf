// game server ──Publish──▶ ingestion ──▶ [learner-events]
#include "absl/time/clock.h"
#include "adapters/batch_publisher.h"
#include "adapters/event_log.h"
#include "adapters/grpc_ingestion.h"
#include "adapters/probe.h"
#include "adapters/xapi_publisher.h"
#include "config.h"
#include "core/gate.h"
#include "core/quotas.h"
#include "events/topics.h"
#include "kafka/producer.h"
#include "service/log.h"
#include "service/process.h"

namespace yachay::ingestion {

absl::Status Serve(service::Process& process, const Config& config) {
  auto table = config.quotas_file.empty() ? QuotaTable{} : ReadQuotas(config.quotas_file);
  if (!table.ok()) return table.status();
  // Twice the gate: it is the gate that sends calls back, before a batch is half queued.
  auto producer = kafka::Producer::Create({.brokers = config.brokers,
                                           .client_id = "yachay-ingestion",
                                           .queue_records = 2 * config.in_flight_events,
                                           .queue_kilobytes = 2 * 1024 * config.in_flight_mib,
                                           .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();
  Gate gate({.events = static_cast<size_t>(config.in_flight_events),
             .bytes = static_cast<size_t>(config.in_flight_mib) << 20});
  Quotas quotas(*std::move(table));
  Probe probe(process.metrics());
  probe.Watch(gate, **producer);
  const auto clock = [] { return absl::ToUnixMillis(absl::Now()); };
  const events::Topics topics(config.topic_prefix);
  EventLog log(**producer, topics.learner_events());
  BatchPublisher publisher(log, quotas, gate, probe, clock);
  XapiPublisher xapi(publisher, **producer, topics, gate, probe, clock);
  GrpcIngestion rpc(publisher, xapi);
  return process.Serve({
      .services = {&rpc},
      .ready =
          [&] {
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
