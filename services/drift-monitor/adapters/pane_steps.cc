#include "adapters/pane_steps.h"

#include "adapters/timestamps.h"

namespace yachay::drift_monitor {

namespace v1 = yachay::drift::v1;

v1::PaneStep ClaimOf(const std::vector<int>& partitions) {
  v1::PaneStep step;
  for (const int partition : partitions) step.mutable_claimed()->add_partitions(partition);
  return step;
}

v1::PaneStep ReferenceStep(const std::string& model, uint64_t version, const std::string& json,
                           absl::Time now) {
  v1::PaneStep step;
  v1::ReferenceSet& set = *step.mutable_reference();
  set.set_model(model);
  set.set_version(version);
  set.set_reference(json);
  SetTimestamp(now, *set.mutable_said_at());
  return step;
}

v1::PartitionHead HeadOf(int partition, const PartitionHeads::Head& from) {
  v1::PartitionHead head;
  head.set_partition(partition);
  head.set_writer(from.owner);
  if (from.last.has_value()) *head.mutable_last() = ToProto(*from.last).advanced();
  return head;
}

v1::PaneStep ToProto(const PartitionStep& from) {
  v1::PaneStep step;
  v1::PartitionAdvanced& to = *step.mutable_advanced();
  to.set_partition(from.partition);
  to.set_next_offset(from.next);
  SetTimestamp(from.watermark, *to.mutable_watermark());
  to.set_idle(from.idle);
  for (const ClosedPane& pane : from.closed) {
    v1::ClosedPane& added = *to.add_closed();
    added.set_model(pane.model);
    added.set_version(pane.version);
    added.set_pane(pane.pane);
    added.set_counts(pane.counts);
  }
  for (const auto& [model, counts] : from.rows) {
    v1::ReadRows& added = *to.add_rows();
    added.set_model(model);
    added.set_rows(counts.rows);
    added.set_duplicates(counts.duplicates);
    added.set_late(counts.late);
    added.set_ahead(counts.ahead);
  }
  to.set_open(from.open);
  return step;
}

PartitionStep FromProto(const v1::PartitionAdvanced& from) {
  PartitionStep step{.partition = from.partition(),
                     .next = from.next_offset(),
                     .watermark = ToTime(from.watermark()),
                     .idle = from.idle()};
  for (const v1::ClosedPane& pane : from.closed()) {
    step.closed.push_back({pane.model(), pane.version(), pane.pane(), pane.counts()});
  }
  for (const v1::ReadRows& rows : from.rows()) {
    step.rows[rows.model()] = {rows.rows(), rows.duplicates(), rows.late(), rows.ahead()};
  }
  step.open = from.open();
  return step;
}

}  // namespace yachay::drift_monitor
