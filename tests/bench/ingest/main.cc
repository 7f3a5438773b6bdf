// One JSON line per figure; tools/bench.d/ingest starts what it needs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bare_producer.h"
#include "load.h"
#include "overload.h"
#include "stream_client.h"

namespace yachay::bench {
namespace {

struct Options {
  std::string brokers, topic, ingestion;
  int rounds = 7, events = 100'000, per_batch = 500;
  int capacity = 0;  // of the gate, in events; 0: measure the stream
  double seconds = 4;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const char* name, double ours, double baseline, double budget) {
  const double ratio = ours / baseline;
  std::cout << nlohmann::ordered_json{{"name", name},      {"ours", ours},     {"baseline", baseline},
                                      {"ratio", ratio},    {"budget", budget}, {"ok", ratio >= budget},
                                      {"unit", "events/s"}}
                   .dump()
            << std::endl;
}

// Interleaved, so that whatever else the machine does hits both alike.
void Stream(const Options& options) {
  auto batches = Batches(32, options.per_batch);
  const auto records = Records(batches);
  std::vector<double> ours, bare;
  for (int round = -1; round < options.rounds; ++round) {  // the first one warms up
    const double b = BareProducer(options.brokers, options.topic, records, options.events);
    const double o = StreamClient(options.ingestion, batches, options.events);
    std::cerr << "round " << round << ": stream " << o << ", bare " << b << " events/s\n";
    if (round < 0) continue;
    ours.push_back(o);
    bare.push_back(b);
  }
  Print("ingest.publish_stream", Median(ours), Median(bare), 0.6);
}

void Overload(const Options& options) {
  constexpr int kPerBatch = 100;
  const auto batches = Batches(32, kPerBatch);
  const int fits = std::max(1, options.capacity / kPerBatch);
  std::vector<double> peak, overload;
  int pushed_back = 0;
  for (int round = 0; round < options.rounds; ++round) {
    const Goodput at_peak = Offer(options.ingestion, batches, fits, options.seconds);
    const Goodput over = Offer(options.ingestion, batches, 3 * fits, options.seconds);
    std::cerr << "round " << round << ": full " << at_peak.accepted_per_second << ", three times "
              << over.accepted_per_second << " events/s, sent back " << over.pushed_back
              << " calls, other errors " << at_peak.other_errors + over.other_errors << "\n";
    pushed_back += over.pushed_back;
    peak.push_back(at_peak.accepted_per_second);
    overload.push_back(over.accepted_per_second);
  }
  if (pushed_back == 0) std::cerr << "no call was sent back: this was no overload\n";
  Print("ingest.goodput_at_3x", pushed_back == 0 ? 0 : Median(overload), Median(peak), 0.9);
}

}  // namespace
}  // namespace yachay::bench

int main(int argc, char** argv) {
  yachay::bench::Options options;
  CLI::App app("Measures ingestion", "bench_ingest");
  app.add_option("--brokers", options.brokers)->required();
  app.add_option("--topic", options.topic)->required();
  app.add_option("--ingestion", options.ingestion)->required();
  app.add_option("--rounds", options.rounds);
  app.add_option("--events", options.events);
  app.add_option("--per-batch", options.per_batch);
  app.add_option("--overload", options.capacity, "the gate's events: measure goodput at three times of it");
  app.add_option("--seconds", options.seconds);
  CLI11_PARSE(app, argc, argv);
  options.capacity > 0 ? yachay::bench::Overload(options) : yachay::bench::Stream(options);
}
