#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

namespace yachay::ingestion {
namespace {

// "item_attempted.skill_ids[2]" → "item_attempted.skill_ids"
std::string RuleOf(const std::string& field) { return field.substr(0, field.find('[')); }

}  // namespace

Probe::Probe(service::Metrics& metrics)
    : metrics_(metrics),
      accepted_(metrics.Counter("yachay_ingestion_accepted_total", "Events that went on the log")),
      rejected_(metrics.Counter("yachay_ingestion_rejected_total", "Events that broke a rule")),
      failed_(metrics.Counter("yachay_ingestion_failed_batches_total", "Batches to be sent again")),
      gate_shut_(metrics.Counter("yachay_ingestion_pushed_back_batches_total",
                                 "Batches sent back because too much was in flight")),
      unmapped_(metrics.Counter("yachay_ingestion_unmapped_statements_total",
                                "xAPI statements that became dead letters")) {}

void Probe::Accepted(int events) { accepted_.Increment(events); }
void Probe::Failed() { failed_.Increment(); }
void Probe::GateShut() { gate_shut_.Increment(); }
void Probe::Unmapped(int statements) { unmapped_.Increment(statements); }

void Probe::Rejected(const std::vector<events::Violation>& violations) {
  rejected_.Increment();
  absl::MutexLock lock(&mutex_);
  for (const auto& violation : violations) {
    prometheus::Counter*& counter = rules_[RuleOf(violation.field)];
    if (counter == nullptr) {
      counter = &metrics_.Counter("yachay_ingestion_violations_total", "Broken rules, by field",
                                  {{"rule", RuleOf(violation.field)}});
    }
    counter->Increment();
  }
}

void Probe::OverQuota(const std::string& game) {
  metrics_
      .Counter("yachay_ingestion_over_quota_batches_total",
               "Batches sent back because a game was over its quota",
               {{"game", game.empty() ? "(default)" : game}})
      .Increment();
}

void Probe::Watch(const Gate& gate, const kafka::Producer& producer) {
  auto& events =
      metrics_.Gauge("yachay_ingestion_in_flight_events", "Events between their call and their answer");
  auto& bytes = metrics_.Gauge("yachay_ingestion_in_flight_bytes", "The same, in bytes as sent");
  auto& queued =
      metrics_.Gauge("yachay_ingestion_queue_records", "Records that the broker has not acknowledged");
  auto& replaced =
      metrics_.Gauge("yachay_ingestion_producers_replaced", "Producers replaced after a fatal error");
  metrics_.OnScrape([&] {
    const Load inside = gate.inside();
    events.Set(static_cast<double>(inside.events));
    bytes.Set(static_cast<double>(inside.bytes));
    queued.Set(static_cast<double>(producer.queued()));
    replaced.Set(static_cast<double>(producer.replaced()));
  });
}

}  // namespace yachay::ingestion
