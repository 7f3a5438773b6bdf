// What an answer of a Redis node means for the one who asked. Private to this library; pure.
#ifndef KV_REDIS_REPLY_H_
#define KV_REDIS_REPLY_H_

#include <string_view>

#include "absl/status/status.h"
#include "kv/location.h"
#include "kv/redis_slot.h"

namespace yachay::kv {

struct Verdict {
  enum class Kind {
    kFinal,  // a server's error that another try does not mend: `status`
    kMoved,  // slot `slot` belongs to `node` now, for good
    kAsk,    // ask `node` this once, after ASKING
    kLater,  // a failover or a migration is under way, or the server is starting
  };

  Kind kind = Kind::kFinal;
  int slot = 0;
  Node node;
  absl::Status status;
};

// Of the error that `from` answered.
Verdict Judge(std::string_view error, const Node& from);

}  // namespace yachay::kv

#endif  // KV_REDIS_REPLY_H_
