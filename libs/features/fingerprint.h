#ifndef FEATURES_FINGERPRINT_H_
#define FEATURES_FINGERPRINT_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "events/fingerprint.h"

namespace yachay::features {

using events::Fingerprint;

// Against damage of stored bytes: eight at a time, several times as fast. Any change within one word of eight
// bytes is seen for certain, others but for one in 2^64.
inline std::uint64_t Checksum(std::string_view bytes) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kPrime = 0x9e3779b97f4a7c15;
  std::uint64_t hash = bytes.size() * kPrime;
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(8, bytes.size()))) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), std::min<std::size_t>(8, bytes.size()));
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace yachay::features

#endif  // FEATURES_FINGERPRINT_H_
