// Real Redis servers on loopback, or what YACHAY_REDIS_SERVER names (a valkey-server), for tests: on free
// ports, in folders below the current one, nothing on disk, gone with the test.
#ifndef KV_REDIS_FIXTURE_H_
#define KV_REDIS_FIXTURE_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "kv/redis_connection.h"

namespace yachay::kv {

class RedisServer {
 public:
  static bool Installed();  // the program can be run

  // Waits until it answers; aborts the test when it does not.
  explicit RedisServer(std::vector<std::string> flags = {});
  ~RedisServer() { Kill(); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  void Kill();  // kill -9; idempotent
  Node node() const { return {"127.0.0.1", port_}; }
  std::string url() const { return "redis://" + ToString(node()); }
  // The answer as text: a string, a number, or the parts of a list by line. An error of the server too.
  std::string Ask(const Arguments& command) const;

 private:
  bool Start(const std::vector<std::string>& flags);

  int port_ = 0;
  pid_t pid_ = -1;
};

// Three primaries, of a third of the slots each, and one replica each: servers 0, 1, 2 and 3, 4, 5.
class RedisCluster {
 public:
  RedisCluster();

  std::string url() const;
  RedisServer& server(int index) { return *servers_[static_cast<size_t>(index)]; }
  std::string IdOf(int index) const;  // the cluster's name for a server
  // Waits until a server, a replica at first, has become a primary.
  void WaitPromoted(int index) const;
  // A new server that follows server `primary`.
  void AddReplica(int primary);
  // Waits until every live node agrees that all slots are served.
  void WaitReady() const;

 private:
  void StartServer();
  void Follow(size_t replica, int primary) const;

  std::vector<std::unique_ptr<RedisServer>> servers_;
};

}  // namespace yachay::kv

#endif  // KV_REDIS_FIXTURE_H_
