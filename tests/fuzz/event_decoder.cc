// A record of learner-events: whatever the bytes, Decode says OK or why; what it takes, it writes and reads
// back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "events/cloud_event.h"
#include "events/codec.h"
#include "events/validation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto event = yachay::events::Decode({reinterpret_cast<const char*>(data), size});
  if (!event.ok()) return event.status().message().empty() ? std::abort(), 0 : 0;
  const std::string bytes = yachay::events::Encode(*event);
  const auto again = yachay::events::Decode(bytes);
  if (!again.ok() || yachay::events::Encode(*again) != bytes) std::abort();
  if (yachay::events::CloudEventHeaders(*event).size() != 6) std::abort();
  // As ingestion judges it, with a device's clock anywhere.
  yachay::events::ValidationOptions options;
  options.sent_at_ms = static_cast<std::int64_t>(size) * 86'400'000;
  (void)yachay::events::Validate(*event, 1'790'000'000'000, options);
  return 0;
}
