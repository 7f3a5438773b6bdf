// Which events may go on the log, and as what.
#ifndef INGESTION_CORE_ADMISSION_H_
#define INGESTION_CORE_ADMISSION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/event.h"
#include "events/validation.h"

namespace yachay::ingestion {

inline constexpr size_t kMaxEvents = 1000;
inline constexpr size_t kMaxBytes = 1 << 20;

// What is wrong with a batch as a whole; empty when nothing is. `bytes` as it came over the wire.
std::vector<events::Violation> CheckBatch(size_t events, size_t bytes);

// Stamps received_at and puts occurred_at right for a device whose clock is ahead (when `sent_at_ms` tells);
// or says every rule that the event breaks, and leaves it as it was. Pure.
std::vector<events::Violation> Admit(events::Event& event, int64_t now_ms, std::optional<int64_t> sent_at_ms);

}  // namespace yachay::ingestion

#endif  // INGESTION_CORE_ADMISSION_H_
