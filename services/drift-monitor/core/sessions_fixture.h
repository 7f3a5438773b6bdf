// What the tests compare with: a model that was trained on 0 to 9 sessions a week, each as often.
#ifndef DRIFT_MONITOR_CORE_SESSIONS_FIXTURE_H_
#define DRIFT_MONITOR_CORE_SESSIONS_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "core/reference_source.h"

namespace yachay::drift_monitor {

// A ReferenceSource that has it for every model and version.
inline absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string&, uint64_t) {
  drift::Column sessions{
      .name = "SessionsPerWeek", .kind = drift::ColumnKind::kNumber, .numbers = {}, .categories = {}};
  for (int i = 0; i < 2000; ++i) sessions.numbers.push_back(i % 10);
  return std::make_shared<const drift::Reference>(*drift::Reference::FromColumns({sessions}));
}

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_SESSIONS_FIXTURE_H_
