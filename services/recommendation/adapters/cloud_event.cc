#include "adapters/cloud_event.h"

#include <random>

#include "absl/strings/str_format.h"
#include "service/log.h"

namespace yachay::recommendation {

std::string NewUuid() {
  thread_local std::random_device random;
  const std::uint32_t a = random();
  const std::uint32_t b = random();
  const std::uint32_t c = random();
  const std::uint32_t d = random();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%04x%08x", a, b >> 16U, b & 0xFFFU, 0x8000U | (c >> 18U),
                         c & 0xFFFFU, d);
}

std::vector<kafka::Header> CloudEventHeaders(const std::string& id, const std::string& type,
                                             std::int64_t time_ms) {
  return {
      {"ce_specversion", "1.0"},
      {"ce_id", id},
      {"ce_source", "/yachay/recommendation"},
      {"ce_type", type},
      {"ce_time", absl::FormatTime(absl::RFC3339_full, absl::FromUnixMillis(time_ms), absl::UTCTimeZone())},
      {"content-type", "application/protobuf"}};
}

void LogKafka(int level, std::string_view facility, std::string_view message) {
  service::Log(level <= 4 ? service::Level::kWarn : service::Level::kDebug, std::string(message),
               {{"source", "kafka"}, {"facility", std::string(facility)}});
}

}  // namespace yachay::recommendation
