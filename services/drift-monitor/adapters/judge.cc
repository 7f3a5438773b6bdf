#include "adapters/judge.h"

#include "adapters/pane_log.h"

namespace yachay::drift_monitor {

void Judge::Accepted(const Report& report) {
  told_.erase(report.model);
  if (!report.request_key.empty()) wanted_[report.model] = report;
}

absl::Status Judge::Turn(const std::vector<std::string>& models, absl::Time watermark) {
  for (const std::string& model : models) {
    if (absl::Status s = TurnOf(model, watermark); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status Judge::TurnOf(const std::string& model, absl::Time watermark) {
  if (const auto wanted = wanted_.find(model); wanted != wanted_.end()) {
    if (absl::Status s = ask_(wanted->second); !s.ok()) return s;
    wanted_.erase(wanted);
  }
  if (told_.contains(model)) return absl::OkStatus();
  const auto report = monitor_.Judge(model, watermark);
  if (!report.ok() || !report->has_value()) return report.status();
  PaneLog::Step step;
  step.mutable_judged()->set_model(model);
  step.mutable_judged()->set_report(ReportToJson(**report));
  if (absl::Status s = log_.Append(std::move(step)); !s.ok()) return s;
  told_.insert(model);
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
