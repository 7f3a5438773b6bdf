// One connection to one Redis node, over hiredis. Private to this library; for one thread at a time.
#ifndef KV_REDIS_CONNECTION_H_
#define KV_REDIS_CONNECTION_H_

#include <hiredis/hiredis.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kv/location.h"
#include "kv/store.h"

namespace yachay::kv {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;
using Arguments = std::vector<std::string>;

inline std::string_view TextOf(const redisReply& reply) { return {reply.str, reply.len}; }

struct Credentials {
  std::string user, password;  // no password: no AUTH
};

class RedisConnection {
 public:
  // UNAVAILABLE: nobody answers in time; PERMISSION_DENIED: the credentials are refused.
  static absl::StatusOr<std::unique_ptr<RedisConnection>> Open(const Node& node,
                                                               const Credentials& credentials,
                                                               const RedisOptions& options);

  // Queues a command; Send hands all that are queued to the system; Read gives the answers in order. After an
  // error (UNAVAILABLE) the connection is of no use any more. A server's error is an answer.
  void Append(const Arguments& arguments);
  absl::Status Send();
  absl::StatusOr<Reply> Read();
  // All three, for one command.
  absl::StatusOr<Reply> Call(const Arguments& arguments);

  const Node& node() const { return node_; }

 private:
  struct FreeContext {
    void operator()(redisContext* context) const { redisFree(context); }
  };
  explicit RedisConnection(Node node) : node_(std::move(node)) {}
  absl::Status Broken(std::string_view what) const;
  absl::Status Authenticate(const Credentials& credentials);

  const Node node_;
  std::unique_ptr<redisContext, FreeContext> context_;
};

}  // namespace yachay::kv

#endif  // KV_REDIS_CONNECTION_H_
