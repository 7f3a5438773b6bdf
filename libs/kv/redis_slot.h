// Which slot of Redis Cluster a key belongs to, and which node serves it. Private to this library; pure.
#ifndef KV_REDIS_SLOT_H_
#define KV_REDIS_SLOT_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "kv/location.h"

namespace yachay::kv {

inline constexpr int kSlots = 16384;

// CRC16 (XMODEM) of the key's hash tag, modulo kSlots.
int SlotOf(std::string_view key);

// The primaries and what each serves. A plain value.
class SlotMap {
 public:
  SlotMap() { owner_.fill(kNobody); }

  void Assign(int first, int last, const Node& node);  // slots first…last belong to node
  // nullptr: nobody serves this slot, as far as is known.
  const Node* At(int slot) const;
  const std::vector<Node>& nodes() const { return nodes_; }
  bool complete() const;  // every slot has an owner

 private:
  static constexpr std::uint16_t kNobody = UINT16_MAX;

  std::vector<Node> nodes_;
  std::array<std::uint16_t, kSlots> owner_;  // indexes nodes_
};

}  // namespace yachay::kv

#endif  // KV_REDIS_SLOT_H_
