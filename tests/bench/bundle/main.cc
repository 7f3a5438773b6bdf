#include <chrono>
#include <cstdio>
#include <cstdlib>
#include "bundle/cbc.h"
int main(int argc, char** argv) {
  int n = argc > 1 ? std::atoi(argv[1]) : 8; double sec = argc > 2 ? std::atof(argv[2]) : 5;
  for (int forms : {100, 500})
  for (int seed = 0; seed < n; ++seed) {
    auto in = yachay::bench::MakeBundleInstance(seed, forms);
    auto t = std::chrono::steady_clock::now();
    auto plan = yachay::delivery::PlanOfflineBundle(in.items, in.budget);
    auto t2 = std::chrono::steady_clock::now();
    auto cbc = yachay::bench::SolveWithCbc(in, sec);
    auto t3 = std::chrono::steady_clock::now();
    auto ms=[](auto d){return std::chrono::duration<double, std::milli>(d).count();};
    std::printf("%d %d taken %zu value %.5f gap %.5f  %.1f ms | cbc %d %.5f %.1f ms\n", forms, seed, plan->taken.size(), plan->value, plan->gap, ms(t2-t), cbc.optimal, cbc.value, ms(t3-t2));
  }
}
