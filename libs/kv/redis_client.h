// Commands to the right nodes of a Redis, single or Cluster: pipelined by node, redirected, tried again.
// Private to this library; thread-safe: each call has connections of its own from a pool.
#ifndef KV_REDIS_CLIENT_H_
#define KV_REDIS_CLIENT_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "kv/location.h"
#include "kv/redis_connection.h"
#include "kv/redis_slot.h"

namespace yachay::kv {

struct Command {
  int slot = 0;
  Arguments arguments;
};

class RedisClient {
 public:
  RedisClient(Location location, Credentials credentials, const RedisOptions& options)
      : location_(std::move(location)), credentials_(std::move(credentials)), options_(options) {}

  // Runs each command at least once and gives the answers in their order; `replicas` > 0 waits until so many
  // have what was written. Follows MOVED and ASK, and tries again for `patience` what met a node that is away
  // or busy with a failover: commands must bear being repeated. UNAVAILABLE, or the server's own error.
  absl::StatusOr<std::vector<Reply>> Run(absl::Span<const Command> commands, int replicas,
                                         absl::Duration patience);

  // `visit` with a connection to each primary in turn, as known now; ends at its first error.
  template <typename Visit>
  absl::Status AtEachPrimary(Visit visit);

  // Asks who serves what.
  absl::Status Refresh();

 private:
  using Session = std::map<Node, std::unique_ptr<RedisConnection>>;
  class Round;

  std::unique_ptr<Session> Take();
  void Return(std::unique_ptr<Session> session);
  absl::StatusOr<RedisConnection*> To(Session& session, const Node& node) const;
  absl::StatusOr<SlotMap> AskSlots(Session& session, const Node& node) const;
  std::vector<Node> Known() const;
  std::shared_ptr<const SlotMap> slots() const;
  void Moved(int slot, const Node& node);

  const Location location_;
  const Credentials credentials_;
  const RedisOptions options_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const SlotMap> slots_ ABSL_GUARDED_BY(mutex_) = std::make_shared<SlotMap>();
  std::vector<std::unique_ptr<Session>> idle_ ABSL_GUARDED_BY(mutex_);
};

template <typename Visit>
absl::Status RedisClient::AtEachPrimary(Visit visit) {
  auto session = Take();
  absl::Status status;
  for (const Node& node : slots()->nodes()) {
    const auto connection = To(*session, node);
    status = connection.ok() ? visit(**connection) : connection.status();
    if (status.ok()) continue;
    session->erase(node);  // an answer may still be on its way
    break;
  }
  Return(std::move(session));
  return status;
}

}  // namespace yachay::kv

#endif  // KV_REDIS_CLIENT_H_
