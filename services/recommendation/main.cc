// yachay-recommendation: [catalog] → catalogue; learner ← feature-store, forecast ← inference; rank →
// [recommendations].
#include "adapters/advising.h"
#include "adapters/cataloguing.h"
#include "adapters/cloud_event.h"
#include "adapters/learned_files.h"
#include "adapters/people.h"
#include "adapters/play.h"
#include "adapters/probe.h"
#include "config.h"
#include "service/process.h"

namespace yachay::recommendation {

absl::Status Serve(service::Process& process, const Config& config) {
  const events::Topics topics(config.topic_prefix);
  const auto texts = TextsOf(config);
  if (!texts.ok()) return texts.status();
  const auto taste = OpenTaste(config.taste);
  if (!taste.ok()) return taste.status();
  const auto calibration = OpenCalibration(config.calibration);
  if (!calibration.ok()) return calibration.status();
  const auto sources = Sources::Connect({config.feature_store, config.inference}, config.process);
  if (!sources.ok()) return sources.status();
  Probe probe(process.metrics());  // outlives the producers, which tell it what they lost
  const auto producer = kafka::Producer::Create(
      {.brokers = config.brokers, .client_id = "yachay-recommendation", .properties = {}, .log = &LogKafka});
  if (!producer.ok()) return producer.status();
  const auto log_producer = kafka::Producer::Create(LogProducer(config.brokers));
  if (!log_producer.ok()) return log_producer.status();
  probe.Watch(**log_producer);
  const Policy policy = PolicyOf(config);
  const Ground ground{config.brokers, topics, process.executor(), probe, **producer, **log_producer, *sources,
                      *texts,         policy};

  const auto catalogue = Cataloguing::Create(ground, config.demand_records);
  if (!catalogue.ok()) return catalogue.status();
  ShelfCache shelves((*catalogue)->catalog(), [&] { return (*taste)->Current(); });
  const auto advice =
      Advising::Create(ground, {&shelves, [&] { return (*calibration)->Current(); }, DependenciesOf(config)});
  if (!advice.ok()) return advice.status();
  const auto play = Play::Create(ground, config.rewards, (*advice)->next_items());
  if (!play.ok()) return play.status();
  const auto people =
      People::Create(ground, (*advice)->next_items(), config.model,
                     [&](const auto& learner, const auto& at) { (*play)->Wake(learner, at); });
  if (!people.ok()) return people.status();

  return process.Serve(
      {.services = {&(*advice)->rpc(), &(*advice)->bundle_rpc(), &(*catalogue)->rpc(), &(*people)->rpc(),
                    &(*play)->Open((*people)->enrolment())},
       .ready = [&] { return (*catalogue)->ready(); },
       .start = [&] { (*catalogue)->Start(), (*advice)->Start(), (*people)->Start(), (*play)->Start(); },
       .stop_consuming = [&] { (*catalogue)->Stop(), (*advice)->Stop(), (*people)->Stop(), (*play)->Stop(); },
       .flush = [&] { Flush(**log_producer, process.options().drain_deadline); }});
}

}  // namespace yachay::recommendation

int main(int argc, char** argv) {
  yachay::recommendation::Config config;
  if (const auto code = yachay::recommendation::ParseConfig(argc, argv, &config)) return *code;
  yachay::service::Process process("recommendation", config.process);
  return process.Run([&] { return yachay::recommendation::Serve(process, config); });
}
