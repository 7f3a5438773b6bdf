#include "features/event_id.h"

namespace yachay::features {
namespace {

std::uint64_t HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint64_t>(c - '0');
  return static_cast<std::uint64_t>((c | 0x20) - 'a' + 10) & 0xF;
}

}  // namespace

EventId ParseEventId(std::string_view uuid) {
  EventId id;
  for (const char c : uuid) {
    if (c == '-') continue;
    id.high = id.high << 4 | id.low >> 60;
    id.low = id.low << 4 | HexDigit(c);
  }
  return id;
}

}  // namespace yachay::features
