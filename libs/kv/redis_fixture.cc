#include "kv/redis_fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace yachay::kv {
namespace {

constexpr int kBusOffset = 10000;  // the port of the cluster's own talk

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "redis fixture: %s\n", what.c_str());
  std::abort();
}

bool Free(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool free = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return free;
}

std::string Program() {
  const char* named = std::getenv("YACHAY_REDIS_SERVER");
  return named != nullptr ? named : "redis-server";
}

int FreePort() {
  static int next = 20000 + static_cast<int>(getpid()) * 37 % 9000;
  while (true) {
    const int port = next++;
    if (Free(port) && Free(port + kBusOffset)) return port;
  }
}

void WaitUntil(const std::string& what, const std::function<bool()>& condition) {
  for (int i = 0; i < 1200; ++i) {
    if (condition()) return;
    absl::SleepFor(absl::Milliseconds(50));
  }
  Fail(absl::StrCat(what, ": not within a minute"));
}

std::string Text(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  if (reply.type != REDIS_REPLY_ARRAY) return std::string(TextOf(reply));
  std::string lines;
  for (size_t i = 0; i < reply.elements; ++i) lines += Text(*reply.element[i]) + "\n";
  return lines;
}

}  // namespace

bool RedisServer::Installed() { return std::system((Program() + " --version >/dev/null 2>&1").c_str()) == 0; }

RedisServer::RedisServer(std::vector<std::string> flags) {
  for (int i = 0; i < 5; ++i) {
    if (Start(flags)) return;
  }
  Fail("redis-server does not start: see redis-*.log in the test's folder");
}

// False: it ended, for somebody else took the port.
bool RedisServer::Start(const std::vector<std::string>& flags) {
  port_ = FreePort();
  const std::string log = absl::StrCat("redis-", port_, ".log"), port = std::to_string(port_);
  std::vector<std::string> all = {Program(),
                                  "--port",
                                  port,
                                  "--bind",
                                  "127.0.0.1",
                                  "--save",
                                  "",
                                  "--daemonize",
                                  "no",
                                  "--dbfilename",
                                  absl::StrCat("redis-", port, ".rdb"),
                                  "--repl-diskless-sync-delay",
                                  "0"};
  all.insert(all.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (std::string& flag : all) argv.push_back(flag.data());
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    dup2(open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644), STDOUT_FILENO);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  for (int i = 0; i < 200; ++i) {
    if (RedisConnection::Open(node(), {}, {}).ok()) return true;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) return false;
    absl::SleepFor(absl::Milliseconds(50));
  }
  Kill();
  return false;
}

void RedisServer::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string RedisServer::Ask(const Arguments& command) const {
  auto connection = RedisConnection::Open(node(), {}, {});
  if (!connection.ok()) return connection.status().ToString();
  const auto reply = (*connection)->Call(command);
  return reply.ok() ? Text(**reply) : reply.status().ToString();
}

RedisCluster::RedisCluster() {
  constexpr int kPrimaries = 3;
  for (int i = 0; i < 2 * kPrimaries; ++i) StartServer();
  for (int i = 0; i < kPrimaries; ++i) {
    servers_[i]->Ask({"CLUSTER", "ADDSLOTSRANGE", std::to_string(16384 * i / kPrimaries),
                      std::to_string(16384 * (i + 1) / kPrimaries - 1)});
  }
  WaitReady();
  for (int i = 0; i < kPrimaries; ++i) Follow(static_cast<size_t>(kPrimaries + i), i);
  WaitReady();
}

// And makes it known to the others.
void RedisCluster::StartServer() {
  const std::string config = absl::StrCat("nodes-", getpid(), "-", servers_.size(), ".conf");
  unlink(config.c_str());
  servers_.push_back(std::make_unique<RedisServer>(std::vector<std::string>{
      "--cluster-enabled", "yes", "--cluster-config-file", config, "--cluster-node-timeout", "1000"}));
  for (size_t i = 0; i + 1 < servers_.size(); ++i) {
    servers_.back()->Ask({"CLUSTER", "MEET", "127.0.0.1", std::to_string(servers_[i]->node().port)});
  }
}

void RedisCluster::Follow(size_t replica, int primary) const {
  const std::string id = IdOf(primary);
  WaitUntil("a replica to know its primary", [&] {
    return servers_[replica]->Ask({"CLUSTER", "REPLICATE", id}) == "OK";
  });
  WaitUntil("a replica's link", [&] {
    return servers_[replica]->Ask({"INFO", "replication"}).find("master_link_status:up") != std::string::npos;
  });
}

void RedisCluster::AddReplica(int primary) {
  StartServer();
  Follow(servers_.size() - 1, primary);
}

void RedisCluster::WaitPromoted(int index) const {
  WaitUntil("a replica to be promoted", [&] {
    return servers_[index]->Ask({"INFO", "replication"}).find("role:master") != std::string::npos;
  });
  WaitReady();
}

std::string RedisCluster::url() const {
  return "redis+cluster://" + ToString(servers_[0]->node()) + "," + ToString(servers_[1]->node());
}

std::string RedisCluster::IdOf(int index) const { return servers_[index]->Ask({"CLUSTER", "MYID"}); }

void RedisCluster::WaitReady() const {
  WaitUntil("the cluster", [this] {
    for (const auto& server : servers_) {
      const std::string info = server->Ask({"CLUSTER", "INFO"});
      if (info.find("UNAVAILABLE") != std::string::npos) continue;  // killed
      if (info.find("cluster_state:ok") == std::string::npos) return false;
    }
    return true;
  });
}

}  // namespace yachay::kv
