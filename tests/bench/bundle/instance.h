#ifndef BENCH_BUNDLE_INSTANCE_H_
#define BENCH_BUNDLE_INSTANCE_H_

#include <cstdint>
#include <vector>

#include "delivery/bundle.h"

namespace yachay::bench {

struct BundleInstance {
  std::vector<delivery::BundleItem> items;
  delivery::BundleCost budget;
};

// Like what the service plans for a learner: `forms` forms of items that build on twelve skills, sizes from
// texts to videos, download times of one connection, batteries by play time. The same for the same seed.
BundleInstance MakeBundleInstance(std::uint64_t seed, int forms);

}  // namespace yachay::bench

#endif  // BENCH_BUNDLE_INSTANCE_H_
