// Predict of one row with 11 features by 300 trees of depth 5, against a bare gRPC call with the same bytes;
// then what callers notice of a swap. One JSON line a figure.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "bench/echo/echo.h"
#include "bench/predict/load.h"
#include "bench/predict/swap.h"
#include "fixture/inference_server.h"

namespace yachay::bench {
namespace {

constexpr char kMethod[] = "/yachay.inference.v1.Inference/Predict";
constexpr int kRounds = 9;
constexpr double kSeconds = 1.0;

double Quantile(std::vector<double> values, double q) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

void Print(const std::string& name, double ours, double baseline, double budget, bool at_most,
           const char* unit, nlohmann::ordered_json more = {}) {
  const double ratio = ours / baseline;
  nlohmann::ordered_json line = {{"name", name},         {"ours", ours},
                                 {"baseline", baseline}, {"ratio", ratio},
                                 {"budget", budget},     {"ok", at_most ? ratio <= budget : ratio >= budget},
                                 {"unit", unit}};
  if (!more.is_null()) line.update(more);
  std::cout << line.dump() << std::endl;
}

// Interleaved, so that whatever else the machine does hits both alike.
void Calls(int depth) {
  inference::InferenceServer server;
  inference::Promote(server.registry, inference::XgboostModel(3, 100, 5, 5).Candidate("engagement"));
  server.Poll();
  inference::v1::PredictRequest request;
  request.set_model("engagement");
  *request.mutable_features() = inference::ToMatrix(inference::RandomRows(1, 3));
  const grpc::ByteBuffer bytes = ToBytes(request.SerializeAsString());
  const std::string address = absl::StrCat("127.0.0.1:", server.port());
  const EchoServer echo(BytesClient(address, kMethod).Answer(bytes));
  std::vector<double> ours, bare, cpu, bare_cpu;
  for (int round = -1; round < kRounds; ++round) {  // the first one warms up
    const Throughput b = Measure(echo.address(), kMethod, bytes, depth, kSeconds);
    const Throughput o = Measure(address, kMethod, bytes, depth, kSeconds);
    std::cerr << "depth " << depth << ", round " << round << ": " << o.calls_per_second << ", bare "
              << b.calls_per_second << " calls/s\n";
    if (round < 0) continue;
    ours.push_back(o.calls_per_second);
    bare.push_back(b.calls_per_second);
    cpu.push_back(o.cpu_us_per_call);
    bare_cpu.push_back(b.cpu_us_per_call);
  }
  const std::string name = absl::StrCat("predict/", depth, "-in-flight");
  Print(name, Quantile(ours, 0.5), Quantile(bare, 0.5), 0.85, false, "calls/s");
  Print(name + "/cpu", 1e6 / Quantile(cpu, 0.5), 1e6 / Quantile(bare_cpu, 0.5), 0.85, false,
        "calls/s of CPU");
}

void Swaps(int rounds) {
  const SwapTimes times = MeasureSwaps(rounds);
  Print("predict/p99-during-swap", Quantile(times.swapping, 0.99), Quantile(times.quiet, 0.99), 1.2, true,
        "us",
        {{"swaps", times.swaps},
         {"calls_quiet", times.quiet.size()},
         {"calls_swapping", times.swapping.size()},
         {"p50_quiet", Quantile(times.quiet, 0.5)},
         {"p50_swapping", Quantile(times.swapping, 0.5)}});
  const double failed = times.failed;
  std::cout << nlohmann::ordered_json({{"name", "predict/failed-during-swap"},
                                       {"ours", failed},
                                       {"baseline", 0},
                                       {"ratio", failed},
                                       {"budget", 0},
                                       {"ok", times.failed == 0},
                                       {"unit", "calls"}})
                   .dump()
            << std::endl;
}

}  // namespace
}  // namespace yachay::bench

// bench_predict [throughput|swap]: both when none is named. In a folder that it may write to.
int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as service::Process does
  const std::string what = argc > 1 ? argv[1] : "";
  if (what != "swap") {
    yachay::bench::Calls(64);
    yachay::bench::Calls(8);
  }
  if (what != "throughput") yachay::bench::Swaps(100);
}
