#ifndef EVENTS_FINGERPRINT_H_
#define EVENTS_FINGERPRINT_H_

#include <cstdint>
#include <string_view>

namespace yachay::events {

// FNV-1a, 64 bits: the same on every machine and in every version, for names and definitions. Not against an
// adversary.
constexpr std::uint64_t Fingerprint(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace yachay::events

#endif  // EVENTS_FINGERPRINT_H_
