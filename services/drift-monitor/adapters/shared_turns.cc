// The turns of a SharedFollower: what the topic of panes says, and what follows from it for this process.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/pane_log.h"
#include "adapters/pane_steps.h"
#include "adapters/shared_follower.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

constexpr absl::Duration kReadFor = absl::Seconds(30);

}  // namespace

void SharedFollower::Start(std::function<void()> known, CaughtUp caught_up) {
  thread_ = std::thread(
      [this, known = std::move(known), caught_up = std::move(caught_up)] { Run(known, caught_up); });
}

void SharedFollower::Stop() {
  if (!stopping_.HasBeenNotified()) stopping_.Notify();
  { absl::MutexLock wake(&mutex_); }  // whoever waits for a claim looks again
  if (thread_.joinable()) thread_.join();
}

void SharedFollower::Run(const std::function<void()>& known, const CaughtUp& caught_up) {
  bool is_known = false;
  while (!stopping_.HasBeenNotified()) {
    const absl::Status turned = Turn(caught_up);
    if (turned.ok() && !is_known) known();
    is_known = is_known || turned.ok();
    {
      absl::MutexLock lock(&mutex_);
      status_ = turned;
    }
    if (turned.ok() && judge_.waits())
      continue;  // the verdict that was just told closes the next window's way
    if (stopping_.WaitForNotificationWithTimeout(options_.turn_every)) return;
  }
}

absl::Status SharedFollower::Turn(const CaughtUp& caught_up) {
  if (absl::Status s = ReadSteps(); !s.ok()) return s;
  std::vector<std::string> mine;
  absl::Time watermark;
  {
    absl::MutexLock lock(&mutex_);
    if (absl::Status s = TendIdle(caught_up); !s.ok()) return s;
    watermark = heads_->Watermark();
    for (std::string& model : monitor_.Models()) {
      if (heads_->at(heads_->JudgeOf(model)).owner == log_.writer()) mine.push_back(std::move(model));
    }
  }
  if (absl::Status s = SayAgain(); !s.ok()) return s;
  if (absl::Status s = Keep(); !s.ok()) return s;
  return judge_.Turn(mine, watermark);
}

absl::Status SharedFollower::ReadSteps() {
  bool counted = false;
  {
    absl::MutexLock lock(&mutex_);
    counted = heads_.has_value();
  }
  if (!counted) {
    const auto partitions = options_.partitions();
    if (!partitions.ok()) return partitions.status();
    {
      absl::MutexLock lock(&mutex_);
      heads_.emplace(*partitions);
    }
    if (absl::Status s = BeginWithKept(); !s.ok()) {
      absl::MutexLock lock(&mutex_);
      heads_.reset();
      return s;
    }
  }
  return log_.ReadToEnd([this](const PaneLog::Step& step) { return Apply(step); }, kReadFor);
}

absl::Status SharedFollower::Apply(const PaneLog::Step& step) {
  absl::MutexLock lock(&mutex_);
  if (step.has_claimed()) {
    Claimed(step.writer(), step.claimed());
  } else if (step.has_judged()) {
    Judged(step.writer(), step.judged());
  } else if (step.has_advanced()) {
    return Advanced(step.writer(), FromProto(step.advanced()));
  } else if (step.has_reference()) {
    ReferenceSet(step.writer(), step.reference());
  } else if (step.has_kept()) {
    kept_until_ = std::max(kept_until_, step.kept().next_offset());
  }
  return absl::OkStatus();
}

void SharedFollower::Claimed(const std::string& writer, const yachay::drift::v1::PartitionsClaimed& claimed) {
  for (const int partition : claimed.partitions()) {
    if (!heads_->Has(partition)) continue;
    heads_->Claim(partition, writer);
    if (writer != log_.writer()) reading_.erase(partition);
  }
  judge_.Forget();
}

void SharedFollower::Judged(const std::string& writer, const yachay::drift::v1::WindowJudged& judged) {
  if (heads_->at(heads_->JudgeOf(judged.model())).owner != writer) return;
  const auto report = ReportFromJson(judged.report());
  if (!report.ok()) {
    service::LogWarn("passed over a verdict",
                     {{"model", judged.model()}, {"reason", report.status().message()}});
    return;
  }
  if (!monitor_.Accept(*report)) return;
  judge_.Accepted(*report);
  if (writer == log_.writer()) events_.closed(*report);
}

absl::Status SharedFollower::Advanced(const std::string& writer, const PartitionStep& step) {
  if (!heads_->Counts(writer, step)) return absl::OkStatus();
  // Before it is accepted: after an error the step comes again.
  if (absl::Status s = monitor_.TakePanes(step.closed); !s.ok()) return s;
  for (const auto& [model, rows] : step.rows) monitor_.AddRows(model, rows);
  heads_->Accept(step);
  return absl::OkStatus();
}

// A partition that gives nothing says so once, and then follows the others, pane by pane.
absl::Status SharedFollower::TendIdle(const CaughtUp& caught_up) {
  const absl::Time now = options_.now();
  for (auto& [partition, reading] : reading_) {
    if (absl::Status s = Send(reading); !s.ok()) return s;
    PartitionFold& fold = reading.fold;
    if (now - fold.last_record() <= monitor_.options().idle_after || !caught_up(partition)) continue;
    const auto& last = heads_->at(partition).last;
    const bool told = last.has_value() && last->idle;
    if (const auto active = heads_->ActiveWatermark(); told && active.has_value()) fold.Follow(*active);
    if (told && !fold.due()) continue;
    reading.unsent = fold.Advance(true);
    if (absl::Status s = Send(reading); !s.ok()) return s;
  }
  return absl::OkStatus();
}

}  // namespace yachay::drift_monitor
