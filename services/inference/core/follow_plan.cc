#include "core/follow_plan.h"

namespace yachay::inference {
namespace {

bool WasRefusedLately(const Held& held, const VersionKey& key, absl::Time now, absl::Duration wait) {
  const auto it = held.refused.find(key);
  return it != held.refused.end() && now - it->second < wait;
}

// Where an alias of a model serves before this round; 0 when nowhere.
uint64_t ServedBefore(const Held& held, const std::string& model, const std::string& alias) {
  const auto aliases = held.serving.find(model);
  if (aliases == held.serving.end()) return 0;
  const auto it = aliases->second.find(alias);
  return it == aliases->second.end() ? 0 : it->second;
}

Aliases PlaceModel(const std::string& model, const Aliases& wanted, const Held& held) {
  Aliases placed;
  for (const auto& [alias, version] : wanted) {
    const uint64_t before = ServedBefore(held, model, alias);
    if (held.ready.contains({model, version})) {
      placed[alias] = version;
    } else if (held.ready.contains({model, before})) {
      placed[alias] = before;
    }
  }
  return placed;
}

void AddKeys(const std::map<std::string, Aliases>& from, std::set<VersionKey>& to) {
  for (const auto& [model, aliases] : from) {
    for (const auto& [alias, version] : aliases) to.insert({model, version});
  }
}

}  // namespace

std::vector<VersionKey> PlanLoads(const RegistryView& registry, const Held& held, absl::Time now,
                                  const FollowOptions& options) {
  std::set<VersionKey> wanted;
  AddKeys(registry, wanted);
  std::vector<VersionKey> load;
  for (const VersionKey& key : wanted) {
    if (held.ready.contains(key)) continue;
    if (WasRefusedLately(held, key, now, options.retry_refused_after)) continue;
    load.push_back(key);
  }
  return load;
}

Placement Place(const RegistryView& registry, const Held& held) {
  Placement placement{.serving = held.serving, .unload = {}};
  for (const auto& [model, wanted] : registry) placement.serving[model] = PlaceModel(model, wanted, held);

  std::set<VersionKey> keep;
  AddKeys(registry, keep);
  AddKeys(placement.serving, keep);
  for (const VersionKey& key : held.ready) {
    if (!keep.contains(key) && registry.contains(key.model)) placement.unload.push_back(key);
  }
  for (const auto& [key, when] : held.refused) {
    if (!keep.contains(key) && registry.contains(key.model)) placement.unload.push_back(key);
  }
  return placement;
}

}  // namespace yachay::inference
