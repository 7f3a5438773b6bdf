// How a SharedFollower keeps what it knows on the topic of panes, and begins with what another one kept
// there: a start does not read months of steps.
#include "adapters/pane_log.h"
#include "adapters/pane_steps.h"
#include "adapters/shared_follower.h"
#include "adapters/timestamps.h"
#include "core/state_keys.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

namespace v1 = yachay::drift::v1;

constexpr absl::Duration kReadFor = absl::Seconds(30);

std::map<std::string, std::string> EntriesOf(const v1::StateKept& kept) {
  return {kept.entries().begin(), kept.entries().end()};
}

}  // namespace

// Whatever is wrong with what was kept, the whole topic says the same.
absl::Status SharedFollower::BeginWithKept() {
  const auto kept = log_.FindKept(2 * options_.keep_every, kReadFor);
  if (!kept.ok()) return kept.status();
  if (!kept->has_value()) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  const absl::Status restored = Restore(**kept);
  if (absl::IsDataLoss(restored)) {
    service::LogWarn("the kept state cannot be used: all steps are read", {{"reason", restored.message()}});
    heads_.emplace(heads_->size());
    references_.clear();
    return monitor_.Restore({});
  }
  return restored.ok() ? log_.BeginAt((*kept)->next_offset()) : restored;
}

absl::Status SharedFollower::Restore(const v1::StateKept& kept) {
  const auto entries = EntriesOf(kept);
  if (absl::Status s = monitor_.Restore(entries); !s.ok()) return s;
  for (const v1::PartitionHead& head : kept.heads()) {
    if (!heads_->Has(head.partition()))
      return absl::DataLossError("the predictions have fewer partitions now");
    heads_->Claim(head.partition(), head.writer());
    if (head.has_last()) heads_->Accept(FromProto(head.last()));
  }
  for (const v1::ReferenceSet& said : kept.said()) {
    const auto json = entries.find(ReferenceKey(said.model(), said.version()));
    if (json == entries.end()) return absl::DataLossError("a reference is missing");
    references_[{said.model(), said.version()}] = {json->second, ToTime(said.said_at())};
  }
  for (const std::string& model : monitor_.Models()) {
    const auto reports = monitor_.Reports(model);
    if (!reports.ok()) continue;
    for (const Report& report : *reports) judge_.Accepted(report);
  }
  kept_until_ = kept.next_offset();
  return absl::OkStatus();
}

absl::Status SharedFollower::Keep() {
  const auto next = log_.next();
  if (!next.has_value() || *next - kept_until_ < options_.keep_every) return absl::OkStatus();
  v1::PaneStep step;
  {
    absl::MutexLock lock(&mutex_);
    if (heads_->at(0).owner != log_.writer()) return absl::OkStatus();
    v1::StateKept& kept = *step.mutable_kept();
    kept.set_next_offset(*next);
    for (int partition = 0; partition < heads_->size(); ++partition) {
      const PartitionHeads::Head& head = heads_->at(partition);
      if (!head.owner.empty()) *kept.add_heads() = HeadOf(partition, head);
    }
    for (auto& [key, value] : monitor_.State()) (*kept.mutable_entries())[key] = value;
    for (const auto& [of, said] : references_) {
      if (said.json.empty()) continue;
      *kept.add_said() = ReferenceStep(of.first, of.second, "", said.at).reference();
    }
  }
  kept_until_ = *next;
  return log_.Append(std::move(step));
}

}  // namespace yachay::drift_monitor
