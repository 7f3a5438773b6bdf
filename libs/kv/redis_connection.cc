#include "kv/redis_connection.h"

#include <sys/time.h>

#include "absl/strings/str_cat.h"

namespace yachay::kv {

absl::Status RedisConnection::Broken(std::string_view what) const {
  const bool told = context_ != nullptr && context_->err != 0;
  return absl::UnavailableError(absl::StrCat("redis ", ToString(node_), ": ", std::string(what), ": ",
                                             told ? context_->errstr : "no connection"));
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisConnection::Open(const Node& node,
                                                                       const Credentials& credentials,
                                                                       const RedisOptions& options) {
  std::unique_ptr<RedisConnection> connection(new RedisConnection(node));
  const timeval connect = absl::ToTimeval(options.connect_timeout);
  connection->context_.reset(redisConnectWithTimeout(node.host.c_str(), node.port, connect));
  if (connection->context_ == nullptr || connection->context_->err != 0) return connection->Broken("connect");
  redisSetTimeout(connection->context_.get(), absl::ToTimeval(options.reply_timeout));
  redisEnableKeepAlive(connection->context_.get());
  if (absl::Status in = connection->Authenticate(credentials); !in.ok()) return in;
  return connection;
}

absl::Status RedisConnection::Authenticate(const Credentials& credentials) {
  if (credentials.password.empty()) return absl::OkStatus();
  Arguments auth = {"AUTH"};
  if (!credentials.user.empty()) auth.push_back(credentials.user);
  auth.push_back(credentials.password);
  const auto reply = Call(auth);
  if (!reply.ok()) return reply.status();
  if ((*reply)->type != REDIS_REPLY_ERROR) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("redis ", ToString(node_), ": ", std::string(TextOf(**reply))));
}

void RedisConnection::Append(const Arguments& arguments) {
  std::vector<const char*> data;
  std::vector<size_t> sizes;
  for (const std::string& argument : arguments) {
    data.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  redisAppendCommandArgv(context_.get(), static_cast<int>(data.size()), data.data(), sizes.data());
}

absl::Status RedisConnection::Send() {
  for (int done = 0; done == 0;) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return Broken("send");
  }
  return absl::OkStatus();
}

absl::StatusOr<Reply> RedisConnection::Read() {
  void* reply = nullptr;
  if (redisGetReply(context_.get(), &reply) != REDIS_OK) return Broken("no answer");
  return Reply(static_cast<redisReply*>(reply));
}

absl::StatusOr<Reply> RedisConnection::Call(const Arguments& arguments) {
  Append(arguments);
  return Read();  // sends first
}

}  // namespace yachay::kv
