#include "core/registry_follower.h"

#include <memory>
#include <set>
#include <utility>

#include "core/background.h"
#include "core/loaded_model.h"

namespace yachay::inference {
namespace {

template <typename Listener, typename... Args>
void Call(const Listener& listener, Args&&... args) {
  if (listener) listener(std::forward<Args>(args)...);
}

models::VersionRef Ref(const VersionKey& key) { return {key.model, static_cast<int>(key.version)}; }

// A folder that is gone, such as a mount, reads as an empty one; a model that serves is not given up like
// that.
absl::Status Gone(const std::string& model) {
  return absl::NotFoundError("no alias of " + model +
                             " is there any more; what is loaded goes on. Is the registry mounted?");
}

}  // namespace

RegistryFollower::RegistryFollower(Options options, const models::Registry& registry, ModelStore& store,
                                   FollowListener listener)
    : options_(std::move(options)), registry_(registry), store_(store), listener_(std::move(listener)) {}

void RegistryFollower::Poll(absl::Time now) {
  const std::map<std::string, std::string> unreadable = next_.unreadable;
  const RegistryView registry = ReadRegistry();
  const std::vector<VersionKey> loads = PlanLoads(registry, held_, now, options_.follow);
  for (const VersionKey& key : loads) Load(key, now);
  const bool changed = Settle(registry);
  if (!changed && loads.empty() && unreadable == next_.unreadable) return;
  before_ = store_.Publish(std::make_shared<const Snapshot>(next_));
}

RegistryView RegistryFollower::ReadRegistry() {
  std::vector<std::string> names = options_.models;
  if (names.empty()) {
    auto listed = registry_.ListModels();
    Tell("", listed.status());
    if (!listed.ok()) return {};
    names = *std::move(listed);
  }
  std::set<std::string> all(names.begin(), names.end());
  for (const auto& [name, aliases] : held_.serving) all.insert(name);
  RegistryView view;
  for (const std::string& name : all) {
    const auto aliases = registry_.ReadAliases(name);
    const auto serving = held_.serving.find(name);
    const bool served = serving != held_.serving.end() && !serving->second.empty();
    const bool gone = served && aliases.ok() && aliases->empty();
    Tell(name, gone ? Gone(name) : aliases.status());
    if (!aliases.ok()) continue;
    for (const auto& [alias, version] : *aliases) view[name][alias] = static_cast<uint64_t>(version);
  }
  return view;
}

void RegistryFollower::Tell(const std::string& model, const absl::Status& status) {
  if (!status.ok()) Call(listener_.read_failed);
  std::map<std::string, std::string>& unreadable = next_.unreadable;
  const auto last = unreadable.find(model);
  if (status.ok() ? last == unreadable.end() : last != unreadable.end() && last->second == status.message())
    return;
  if (status.ok()) {
    unreadable.erase(last);
  } else {
    unreadable[model] = std::string(status.message());
  }
  Call(listener_.registry_state, model, status);
}

void RegistryFollower::Load(const VersionKey& key, absl::Time now) {
  const auto serving = held_.serving.find(key.model);
  const bool replaces = serving != held_.serving.end() && !serving->second.empty();
  const auto model = LoadedModel::Load(registry_, Ref(key),
                                       replaces ? Pacer(options_.patience) : Pacer(absl::ZeroDuration()));
  if (model.ok()) {
    next_.versions[key] = {*model, "", now};
    held_.refused.erase(key);
    held_.ready.insert(key);
    Call(listener_.loaded, key, *next_.versions[key].model);
  } else {
    next_.versions[key] = {nullptr, std::string(model.status().message()), now};
    held_.refused[key] = now;
    Call(listener_.refused, key, model.status());
  }
}

bool RegistryFollower::Settle(const RegistryView& registry) {
  Placement placement = Place(registry, held_);
  const bool changed = placement.serving != held_.serving || !placement.unload.empty();
  for (const auto& [model, aliases] : placement.serving) TellMoves(model, held_.serving[model], aliases);
  for (const VersionKey& key : placement.unload) {
    next_.versions.erase(key);
    held_.ready.erase(key);
    held_.refused.erase(key);
    Call(listener_.unloaded, key);
  }
  held_.serving = std::move(placement.serving);
  next_.serving.clear();
  next_.serving.insert(held_.serving.begin(), held_.serving.end());
  return changed;
}

void RegistryFollower::TellMoves(const std::string& model, const Aliases& from, const Aliases& to) const {
  std::set<std::string> names;
  for (const auto& [alias, version] : from) names.insert(alias);
  for (const auto& [alias, version] : to) names.insert(alias);
  for (const std::string& alias : names) {
    const auto was = from.find(alias);
    const auto is = to.find(alias);
    const uint64_t before = was == from.end() ? 0 : was->second;
    const uint64_t after = is == to.end() ? 0 : is->second;
    if (before != after) Call(listener_.moved, model, alias, before, after);
  }
}

}  // namespace yachay::inference
