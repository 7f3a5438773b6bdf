#include "adapters/registry_poller.h"

#include "absl/time/clock.h"
#include "adapters/probe.h"
#include "core/background.h"
#include "core/loaded_model.h"
#include "service/log.h"

namespace yachay::inference {
namespace {

void LogLoaded(const VersionKey& key, const LoadedModel& model) {
  service::LogInfo("loaded a version", {{"model", key.model}, {"version", key.version}});
  if (model.manifest().golden_rows) return;
  service::LogWarn("no golden rows: that its scores are the trainer's is not proved",
                   {{"model", key.model}, {"version", key.version}});
}

void LogRefused(const VersionKey& key, const absl::Status& reason) {
  service::LogError("refused a version; what served before goes on",
                    {{"model", key.model}, {"version", key.version}, {"reason", reason.message()}});
}

void LogRegistry(const std::string& model, const absl::Status& status) {
  if (status.ok()) {
    service::LogInfo("the registry can be read again", {{"model", model}});
  } else {
    service::LogWarn("the registry cannot be read; what serves goes on",
                     {{"model", model}, {"reason", status.message()}});
  }
}

}  // namespace

RegistryPoller::RegistryPoller(RegistryFollower& follower, absl::Duration interval)
    : thread_([this, &follower, interval] {
        MoveToBackground();
        do {
          follower.Poll(absl::Now());
        } while (!stop_.WaitForNotificationWithTimeout(interval));
      }) {}

RegistryPoller::~RegistryPoller() { Stop(); }

void RegistryPoller::Stop() {
  if (!stop_.HasBeenNotified()) stop_.Notify();
  if (thread_.joinable()) thread_.join();
}

FollowListener TellLogAndProbe(Probe& probe) {
  return {
      .loaded =
          [&probe](const VersionKey& key, const LoadedModel& model) {
            probe.Loaded();
            LogLoaded(key, model);
          },
      .refused =
          [&probe](const VersionKey& key, const absl::Status& reason) {
            probe.Refused();
            LogRefused(key, reason);
          },
      .unloaded =
          [](const VersionKey& key) {
            service::LogInfo("let a version go", {{"model", key.model}, {"version", key.version}});
          },
      .moved =
          [](const std::string& model, const std::string& alias, uint64_t from, uint64_t to) {
            service::LogInfo("an alias serves another version",
                             {{"model", model}, {"alias", alias}, {"from", from}, {"to", to}});
          },
      .registry_state = [](const std::string& model,
                           const absl::Status& status) { LogRegistry(model, status); },
      .read_failed = [&probe] { probe.RegistryUnreadable(); },
  };
}

}  // namespace yachay::inference
