// Offline bundles against COIN-OR's Cbc on the same instances, interleaved: one JSON line a figure.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "bundle/cbc.h"
#include "bundle/instance.h"

namespace yachay::bench {
namespace {

constexpr int kInstances = 25;
constexpr double kCbcSeconds = 5;

struct Figures {
  std::vector<double> ours_ms;
  std::vector<double> cbc_ms;
  int best = 0;          // proved to be the best plan
  int contradicted = 0;  // Cbc found a better one than our bound allows, or than we called the best
  double worst_gap = 0;  // share of the value
};

double CpuMs() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

// Of this thread, as both work on one: what else the machine does is left out.
double TimeMs(const std::function<void()>& work) {
  const double begin = CpuMs();
  work();
  return CpuMs() - begin;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Figures Measure(int forms) {
  Figures figures;
  for (std::uint64_t seed = 0; seed < kInstances; ++seed) {
    const BundleInstance instance = MakeBundleInstance(seed, forms);
    delivery::BundlePlan plan;
    CbcAnswer cbc;
    figures.ours_ms.push_back(
        TimeMs([&] { plan = *delivery::PlanOfflineBundle(instance.items, instance.budget); }));
    figures.cbc_ms.push_back(TimeMs([&] { cbc = SolveWithCbc(instance, kCbcSeconds); }));
    figures.best += plan.gap == 0 ? 1 : 0;
    figures.worst_gap = std::max(figures.worst_gap, plan.gap / plan.value);
    figures.contradicted += cbc.value > (plan.value + plan.gap) * (1 + 1e-6) ? 1 : 0;
  }
  return figures;
}

void Print(int forms, const Figures& figures) {
  const double ours = Median(figures.ours_ms);
  const double cbc = Median(figures.cbc_ms);
  std::printf(
      "{\"name\": \"bundle of %d forms, three budgets, needs: median CPU time\", \"ours\": %.2f, "
      "\"baseline\": "
      "%.2f, "
      "\"ratio\": %.3f, \"budget\": 1.0, \"ok\": %s, \"unit\": \"ms\"}\n",
      forms, ours, cbc, ours / cbc, ours <= cbc ? "true" : "false");
  std::printf(
      "{\"name\": \"bundle of %d forms: worst bound below which the best may lie\", \"ours\": %.5f, "
      "\"baseline\": 0, "
      "\"ratio\": %.5f, \"budget\": 0, \"ok\": %s, \"unit\": \"share of the value; %d of %d proved best, "
      "%d "
      "contradicted by Cbc\"}\n",
      forms, figures.worst_gap, figures.worst_gap,
      figures.worst_gap == 0 && figures.contradicted == 0 ? "true" : "false", figures.best, kInstances,
      figures.contradicted);
}

}  // namespace
}  // namespace yachay::bench

int main() {
  for (const int forms : {100, 200, 500}) yachay::bench::Print(forms, yachay::bench::Measure(forms));
}
