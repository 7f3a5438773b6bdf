#ifndef FEATURE_STORE_CORE_LOG_RECORD_H_
#define FEATURE_STORE_CORE_LOG_RECORD_H_

#include <cstdint>
#include <optional>

#include "events/event.h"

namespace yachay::feature_store {

// A record of learner-events as the core sees it. No event: it could not be read and is with the dead
// letters.
struct LogRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<events::Event> event;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_LOG_RECORD_H_
