#include "core/outcome_window.h"

#include <utility>

namespace yachay::recommendation {
namespace {

unsigned Bit(OutcomeKind kind) { return 1U << static_cast<unsigned>(kind); }

}  // namespace

const char* Name(OutcomeKind kind) {
  static constexpr const char* kNames[kOutcomeKinds] = {"taken", "abandoned", "completed", "succeeded"};
  return kNames[static_cast<int>(kind)];
}

OutcomeWindow::Known& OutcomeWindow::Find(const std::string& recommendation_id) {
  const auto found = known_.find(recommendation_id);
  if (found != known_.end()) return found->second;
  if (known_.size() >= most_) {
    known_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
  oldest_first_.push_back(recommendation_id);
  return known_[recommendation_id];
}

void OutcomeWindow::Answered(const std::string& recommendation_id, Source source) {
  Known& known = Find(recommendation_id);
  if (!known.source.policy.empty()) return;
  known.source = std::move(source);
  for (int kind = 0; kind < kOutcomeKinds; ++kind) {
    const auto outcome = static_cast<OutcomeKind>(kind);
    if ((known.happened & Bit(outcome)) != 0) count_(known.source, outcome);
  }
}

void OutcomeWindow::Happened(const std::string& recommendation_id, OutcomeKind kind) {
  if (recommendation_id.empty()) return;
  Known& known = Find(recommendation_id);
  if ((known.happened & Bit(kind)) != 0) return;
  known.happened |= Bit(kind);
  if (!known.source.policy.empty()) count_(known.source, kind);
}

}  // namespace yachay::recommendation
