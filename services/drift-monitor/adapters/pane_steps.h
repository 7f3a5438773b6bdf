// Steps of the topic of panes as the core has them. Pure.
#ifndef DRIFT_MONITOR_ADAPTERS_PANE_STEPS_H_
#define DRIFT_MONITOR_ADAPTERS_PANE_STEPS_H_

#include <string>
#include <vector>

#include "core/partition_fold.h"
#include "core/partition_heads.h"
#include "yachay/drift/v1/pane_log.pb.h"

namespace yachay::drift_monitor {

yachay::drift::v1::PaneStep ClaimOf(const std::vector<int>& partitions);
yachay::drift::v1::PaneStep ReferenceStep(const std::string& model, uint64_t version, const std::string& json,
                                          absl::Time now);
yachay::drift::v1::PartitionHead HeadOf(int partition, const PartitionHeads::Head& head);
yachay::drift::v1::PaneStep ToProto(const PartitionStep& step);
PartitionStep FromProto(const yachay::drift::v1::PartitionAdvanced& advanced);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_PANE_STEPS_H_
