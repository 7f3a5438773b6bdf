// Which versions to load, which to serve under which alias, and which to let go: pure functions of what the
// registry says and what is held. Nothing here reads a file or takes time.
//
//   Plan plan = PlanLoads(registry, held, now, options);   // then load every version of plan.load
//   Placement placement = Place(registry, held);           // held now tells how those loads went
//
// A version that does not load never takes the place of one that does: its alias stays where it last served.
#ifndef INFERENCE_CORE_FOLLOW_PLAN_H_
#define INFERENCE_CORE_FOLLOW_PLAN_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace yachay::inference {

using Aliases = std::map<std::string, uint64_t>;  // alias → version

struct VersionKey {
  std::string model;
  uint64_t version = 0;  // from 1

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes the zero of <=> for a pointer
  auto operator<=>(const VersionKey&) const = default;
};

// The aliases of each model that could be read. A model that is absent here keeps what it serves: a registry
// that cannot be read for a while takes nothing away.
using RegistryView = std::map<std::string, Aliases>;

// What the process has tried, and where each alias serves now.
struct Held {
  std::set<VersionKey> ready;
  std::map<VersionKey, absl::Time> refused;  // when it was refused last
  std::map<std::string, Aliases> serving;
};

struct FollowOptions {
  // A refused version that an alias still names is tried again after this time: its files may have been
  // mended.
  absl::Duration retry_refused_after = absl::Seconds(30);
};

// Versions that an alias names and that are neither ready nor refused a short while ago; each once, in order.
std::vector<VersionKey> PlanLoads(const RegistryView& registry, const Held& held, absl::Time now,
                                  const FollowOptions& options);

struct Placement {
  std::map<std::string, Aliases> serving;
  std::vector<VersionKey> unload;  // held, but neither served by an alias nor named by one
};

// Every alias points at its registry version when that is ready, else where it served before if that is still
// held, else nowhere. An alias that the registry dropped is dropped.
Placement Place(const RegistryView& registry, const Held& held);

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_FOLLOW_PLAN_H_
