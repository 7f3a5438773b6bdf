// The state of one RedisClient::Run: which commands have their answer, and what stands in the way of the
// others. Private to this library; one thread.
#ifndef KV_REDIS_ROUND_H_
#define KV_REDIS_ROUND_H_

#include <functional>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "kv/redis_client.h"
#include "kv/redis_reply.h"

namespace yachay::kv {

class RedisRound {
 public:
  using Connect = std::function<absl::StatusOr<RedisConnection*>(const Node&)>;
  using Drop = std::function<void(const Node&)>;

  // `commands` must outlive it.
  RedisRound(absl::Span<const Command> commands, int replicas, const RedisOptions& options);

  // One try of all that is open: sends to every node, then reads from each. `drop` gets nodes whose
  // connection broke.
  void Go(const SlotMap& slots, const Connect& connect, const Drop& drop);

  bool finished() const;
  const absl::Status& failure() const { return failure_; }    // ends it for good; or OK
  const absl::Status& obstacle() const { return obstacle_; }  // why the last Go did not finish
  bool redirected_only() const { return redirected_only_; }   // and nothing else stood in the way
  const std::map<int, Node>& moved() const { return moved_; }
  std::vector<Reply> TakeReplies() { return std::move(replies_); }

 private:
  using Indexes = std::vector<size_t>;

  std::map<Node, Indexes> Route(const SlotMap& slots);
  bool Send(RedisConnection& connection, const Indexes& indexes);
  bool Receive(RedisConnection& connection, const Indexes& indexes);
  bool Take(size_t index, Reply reply, const Node& from);
  bool Replicated(RedisConnection& connection, const Indexes& answered);
  void Undo(const Indexes& answered, const absl::Status& why);
  void Hindered(const absl::Status& status);

  const absl::Span<const Command> commands_;
  const int replicas_;
  const RedisOptions& options_;
  std::vector<Reply> replies_;     // null: open
  std::map<size_t, Node> asking_;  // commands that ASK sent elsewhere, for the next Go
  std::map<size_t, Node> asked_;   // those of this Go
  std::map<int, Node> moved_;
  absl::Status failure_;
  absl::Status obstacle_;
  bool redirected_only_ = true;
};

}  // namespace yachay::kv

#endif  // KV_REDIS_ROUND_H_
