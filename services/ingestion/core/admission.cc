#include "core/admission.h"

#include "absl/strings/str_cat.h"

namespace yachay::ingestion {

std::vector<events::Violation> CheckBatch(size_t events, size_t bytes) {
  std::vector<events::Violation> violations;
  if (events == 0 || events > kMaxEvents) {
    violations.push_back({"events", absl::StrCat("expected 1 to ", kMaxEvents, " events, found ", events)});
  }
  if (bytes > kMaxBytes) {
    violations.push_back({"events", absl::StrCat("expected at most ", kMaxBytes, " bytes in all, found ",
                                                 bytes, "; send it in several batches")});
  }
  return violations;
}

std::vector<events::Violation> Admit(events::Event& event, int64_t now_ms,
                                     std::optional<int64_t> sent_at_ms) {
  const events::ValidationOptions options{.sent_at_ms = sent_at_ms};
  std::vector<events::Violation> violations = events::Validate(event, now_ms, options);
  if (!violations.empty()) return violations;
  event.occurred_at_ms = events::CorrectedTime(event, now_ms, options);
  event.received_at_ms = now_ms;
  return violations;
}

}  // namespace yachay::ingestion
