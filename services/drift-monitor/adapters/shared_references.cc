// References that are set while several processes share the log. A SharedFollower says them on the topic of
// panes, where all read them between the same steps.
#include "adapters/pane_log.h"
#include "adapters/pane_steps.h"
#include "adapters/shared_follower.h"
#include "adapters/timestamps.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

constexpr absl::Duration kSaidAgainAfter = absl::Hours(30 * 24);  // the topic keeps 90 days

}  // namespace

absl::Status SharedFollower::SetReference(const std::string& model, uint64_t version,
                                          const drift::Reference& reference) {
  absl::MutexLock one_by_one(&setting_);
  const std::string json = reference.ToJson();
  {
    absl::MutexLock lock(&mutex_);
    awaited_ = json;
  }
  if (absl::Status s = log_.Append(ReferenceStep(model, version, json, options_.now())); !s.ok()) return s;
  const auto seen = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_.HasBeenNotified() || !awaited_.has_value();
  };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(&seen), options_.set_within)) {
    return absl::DeadlineExceededError("the reference has not come back from the topic of panes");
  }
  return awaited_.has_value() ? absl::UnavailableError("stopping") : absl::OkStatus();
}

void SharedFollower::ReferenceSet(const std::string& writer, const yachay::drift::v1::ReferenceSet& set) {
  if (writer == log_.writer() && awaited_ == set.reference()) awaited_.reset();
  Said& said = references_[{set.model(), set.version()}];
  said.at = ToTime(set.said_at());
  if (said.json == set.reference()) return;
  auto read = drift::Reference::FromJson(set.reference());
  if (!read.ok()) {
    service::LogWarn("passed over a reference",
                     {{"model", set.model()}, {"reason", read.status().message()}});
    return;
  }
  said.json = set.reference();
  const auto reference = std::make_shared<const drift::Reference>(*std::move(read));
  monitor_.SetReference(set.model(), set.version(), reference);
  for (auto& [partition, reading] : reading_)
    reading.fold.SetReference(set.model(), set.version(), reference);
  judge_.Forget();
}

absl::Status SharedFollower::SayAgain() {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = options_.now();
  for (const auto& [of, said] : references_) {
    const auto& [model, version] = of;
    const bool mine = heads_->at(heads_->JudgeOf(model)).owner == log_.writer();
    if (!mine || said.json.empty() || now - said.at < kSaidAgainAfter) continue;
    if (absl::Status s = log_.Append(ReferenceStep(model, version, said.json, now)); !s.ok()) return s;
  }
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
