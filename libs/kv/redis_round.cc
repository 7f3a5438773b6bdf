#include "kv/redis_round.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::kv {
namespace {

// Replicas that have acknowledged some of a primary's stream, by its answer to ROLE. WAIT compares offsets
// alone: a write from before the first replica stands at 0, and so does a replica that is still reading its
// first copy.
int64_t Following(const redisReply& role) {
  if (role.type != REDIS_REPLY_ARRAY || role.elements < 3) return 0;
  const redisReply& replicas = *role.element[2];
  if (replicas.type != REDIS_REPLY_ARRAY) return 0;
  return std::count_if(replicas.element, replicas.element + replicas.elements, [](const redisReply* replica) {
    return replica->elements == 3 && TextOf(*replica->element[2]) != "0";
  });
}

}  // namespace

RedisRound::RedisRound(absl::Span<const Command> commands, int replicas, const RedisOptions& options)
    : commands_(commands), replicas_(replicas), options_(options), replies_(commands.size()) {}

bool RedisRound::finished() const {
  return std::all_of(replies_.begin(), replies_.end(), [](const Reply& reply) { return reply != nullptr; });
}

void RedisRound::Hindered(const absl::Status& status) {
  obstacle_ = status;
  redirected_only_ = false;
}

std::map<Node, RedisRound::Indexes> RedisRound::Route(const SlotMap& slots) {
  std::map<Node, Indexes> by_node;
  for (size_t i = 0; i < commands_.size(); ++i) {
    if (replies_[i] != nullptr) continue;
    const auto asking = asking_.find(i);
    const Node* node = asking != asking_.end() ? &asking->second : slots.At(commands_[i].slot);
    if (node == nullptr) {
      Hindered(absl::UnavailableError(absl::StrCat("redis: no node serves slot ", commands_[i].slot)));
    } else {
      by_node[*node].push_back(i);
    }
  }
  return by_node;
}

void RedisRound::Go(const SlotMap& slots, const Connect& connect, const Drop& drop) {
  redirected_only_ = true;
  moved_.clear();
  const std::map<Node, Indexes> by_node = Route(slots);
  std::map<Node, RedisConnection*> sent;
  for (const auto& [node, indexes] : by_node) {
    const auto connection = connect(node);
    if (!connection.ok()) {
      Hindered(connection.status());
    } else if (Send(**connection, indexes)) {
      sent[node] = *connection;
    } else {
      drop(node);
    }
  }
  asked_ = std::exchange(asking_, {});
  for (const auto& [node, connection] : sent) {
    if (!Receive(*connection, by_node.at(node))) drop(node);
  }
}

bool RedisRound::Send(RedisConnection& connection, const Indexes& indexes) {
  for (const size_t i : indexes) {
    if (asking_.contains(i)) connection.Append({"ASKING"});
    connection.Append(commands_[i].arguments);
  }
  if (replicas_ > 0) {
    // Half of what an answer may take, so that too few replicas are told from a dead node.
    connection.Append({"WAIT", std::to_string(replicas_),
                       std::to_string(absl::ToInt64Milliseconds(options_.reply_timeout / 2))});
    connection.Append({"ROLE"});
  }
  const absl::Status status = connection.Send();
  if (!status.ok()) Hindered(status);
  return status.ok();
}

// False: the connection is of no use any more.
bool RedisRound::Receive(RedisConnection& connection, const Indexes& indexes) {
  Indexes answered;
  for (const size_t i : indexes) {
    auto reply = connection.Read();
    if (reply.ok() && asked_.contains(i)) reply = connection.Read();  // the first one answers ASKING
    if (!reply.ok()) {
      Undo(answered, reply.status());
      return false;
    }
    if (Take(i, *std::move(reply), connection.node())) answered.push_back(i);
  }
  return replicas_ == 0 || Replicated(connection, answered);
}

// True when the command has its answer.
bool RedisRound::Take(size_t index, Reply reply, const Node& from) {
  if (reply->type != REDIS_REPLY_ERROR) {
    replies_[index] = std::move(reply);
    return true;
  }
  const Verdict verdict = Judge(TextOf(*reply), from);
  if (verdict.kind == Verdict::Kind::kMoved) moved_[verdict.slot] = verdict.node;
  if (verdict.kind == Verdict::Kind::kAsk) asking_[index] = verdict.node;
  if (verdict.kind == Verdict::Kind::kLater) Hindered(verdict.status);
  if (verdict.kind == Verdict::Kind::kFinal) failure_ = verdict.status;
  if (obstacle_.ok()) obstacle_ = verdict.status;
  return false;
}

// The answers to WAIT and ROLE; what too few replicas have is not done. False: the connection is of no use
// any more.
bool RedisRound::Replicated(RedisConnection& connection, const Indexes& answered) {
  const auto waited = connection.Read();
  const auto role = waited.ok() ? connection.Read() : absl::StatusOr<Reply>(waited.status());
  if (!role.ok()) {
    Undo(answered, role.status());
    return false;
  }
  const int64_t have =
      (*waited)->type == REDIS_REPLY_INTEGER ? std::min<int64_t>((*waited)->integer, Following(**role)) : 0;
  if (have >= replicas_ || answered.empty()) return true;
  Undo(answered, absl::UnavailableError(absl::StrCat(
                     "redis ", ToString(connection.node()), ": ", have, " of ", replicas_,
                     " replicas have the write; start replicas, or accept with ?replicas=0 that a "
                     "failover may lose it")));
  return true;
}

// They are open again.
void RedisRound::Undo(const Indexes& answered, const absl::Status& why) {
  for (const size_t i : answered) replies_[i].reset();
  Hindered(why);
}

}  // namespace yachay::kv
