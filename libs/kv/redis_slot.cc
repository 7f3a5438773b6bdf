#include "kv/redis_slot.h"

#include <algorithm>

#include "kv/store.h"

namespace yachay::kv {

int SlotOf(std::string_view key) {
  std::uint32_t crc = 0;
  for (const char c : HashTag(key)) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
  }
  return static_cast<int>(crc & (kSlots - 1));
}

void SlotMap::Assign(int first, int last, const Node& node) {
  auto at = std::find(nodes_.begin(), nodes_.end(), node);
  if (at == nodes_.end()) at = nodes_.insert(at, node);
  const auto index = static_cast<std::uint16_t>(at - nodes_.begin());
  for (int slot = std::max(first, 0); slot <= std::min(last, kSlots - 1); ++slot) owner_[slot] = index;
}

const Node* SlotMap::At(int slot) const {
  const std::uint16_t owner = owner_[slot];
  return owner == kNobody ? nullptr : &nodes_[owner];
}

bool SlotMap::complete() const { return std::find(owner_.begin(), owner_.end(), kNobody) == owner_.end(); }

}  // namespace yachay::kv
