#include "kv/redis_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "kv/redis_reply.h"
#include "kv/redis_round.h"

namespace yachay::kv {
namespace {

constexpr size_t kIdleSessions = 16;
constexpr int kHops = 5;  // redirects that are followed without a pause
constexpr absl::Duration kFirstPause = absl::Milliseconds(5);
constexpr absl::Duration kLastPause = absl::Milliseconds(500);

// [first, last, [host, port, …], replicas…]; a host that is not told is the one asked.
bool ReadRange(const redisReply& range, const Node& asked, SlotMap* slots) {
  if (range.type != REDIS_REPLY_ARRAY || range.elements < 3) return false;
  const redisReply& primary = *range.element[2];
  if (primary.type != REDIS_REPLY_ARRAY || primary.elements < 2) return false;
  Node node{std::string(), static_cast<int>(primary.element[1]->integer)};
  if (primary.element[0]->type == REDIS_REPLY_STRING) node.host = TextOf(*primary.element[0]);
  if (node.host.empty() || node.host == "?") node.host = asked.host;
  slots->Assign(static_cast<int>(range.element[0]->integer), static_cast<int>(range.element[1]->integer),
                node);
  return true;
}

absl::Status NotUsable(const Node& node, std::string_view why) {
  return absl::UnavailableError(absl::StrCat("redis ", ToString(node), ": ", std::string(why)));
}

absl::StatusOr<SlotMap> ReadSlots(const redisReply& reply, const Node& asked) {
  if (reply.type == REDIS_REPLY_ERROR) return NotUsable(asked, TextOf(reply));
  SlotMap slots;
  for (size_t i = 0; i < reply.elements; ++i) {
    if (!ReadRange(*reply.element[i], asked, &slots)) return NotUsable(asked, "its slots cannot be read");
  }
  if (slots.nodes().empty()) return NotUsable(asked, "it knows of no slots: is it in a cluster?");
  return slots;
}

absl::StatusOr<SlotMap> ReadRole(const redisReply& reply, const Node& asked) {
  if (reply.type == REDIS_REPLY_ERROR) return NotUsable(asked, TextOf(reply));
  if (reply.elements == 0 || TextOf(*reply.element[0]) != "master") return NotUsable(asked, "a replica");
  SlotMap slots;
  slots.Assign(0, kSlots - 1, asked);
  return slots;
}

}  // namespace

std::unique_ptr<RedisClient::Session> RedisClient::Take() {
  absl::MutexLock lock(&mutex_);
  if (idle_.empty()) return std::make_unique<Session>();
  auto session = std::move(idle_.back());
  idle_.pop_back();
  return session;
}

void RedisClient::Return(std::unique_ptr<Session> session) {
  absl::MutexLock lock(&mutex_);
  if (idle_.size() < kIdleSessions) idle_.push_back(std::move(session));
}

absl::StatusOr<RedisConnection*> RedisClient::To(Session& session, const Node& node) const {
  auto& connection = session[node];
  if (connection != nullptr) return connection.get();
  auto opened = RedisConnection::Open(node, credentials_, options_);
  if (!opened.ok()) {
    session.erase(node);
    return opened.status();
  }
  connection = *std::move(opened);
  return connection.get();
}

absl::StatusOr<SlotMap> RedisClient::AskSlots(Session& session, const Node& node) const {
  const auto connection = To(session, node);
  if (!connection.ok()) return connection.status();
  const auto reply =
      (*connection)->Call(location_.cluster ? Arguments{"CLUSTER", "SLOTS"} : Arguments{"ROLE"});
  if (!reply.ok()) {
    session.erase(node);
    return reply.status();
  }
  return location_.cluster ? ReadSlots(**reply, node) : ReadRole(**reply, node);
}

// Whom to ask: those that served last, then those in the location.
std::vector<Node> RedisClient::Known() const {
  std::vector<Node> nodes = location_.cluster ? slots()->nodes() : std::vector<Node>();
  for (const Node& node : location_.nodes) {
    if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
  }
  return nodes;
}

absl::Status RedisClient::Refresh() {
  auto session = Take();
  absl::Status status;
  for (const Node& node : Known()) {
    auto slots = AskSlots(*session, node);
    status = slots.status();
    if (!status.ok()) continue;
    absl::MutexLock lock(&mutex_);
    slots_ = std::make_shared<const SlotMap>(*std::move(slots));
    break;
  }
  Return(std::move(session));
  return status;
}

std::shared_ptr<const SlotMap> RedisClient::slots() const {
  absl::MutexLock lock(&mutex_);
  return slots_;
}

void RedisClient::Moved(int slot, const Node& node) {
  absl::MutexLock lock(&mutex_);
  auto slots = std::make_shared<SlotMap>(*slots_);
  slots->Assign(slot, slot, node);
  slots_ = std::move(slots);
}

absl::StatusOr<std::vector<Reply>> RedisClient::Run(absl::Span<const Command> commands, int replicas,
                                                    absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  RedisRound round(commands, replicas, options_);
  auto session = Take();
  const auto connect = [&](const Node& node) { return To(*session, node); };
  const auto drop = [&](const Node& node) { session->erase(node); };
  absl::Duration pause = kFirstPause;
  int hops = 0;
  while (true) {
    round.Go(*slots(), connect, drop);
    if (round.finished() || !round.failure().ok() || absl::Now() + pause > deadline) break;
    const bool asked_only = round.redirected_only() && round.moved().empty();
    if (!asked_only) (void)Refresh();  // when it fails, so does the next turn, and says why
    for (const auto& [slot, node] : round.moved()) Moved(slot, node);
    if (round.redirected_only() && ++hops <= kHops) continue;  // a redirect is followed at once
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLastPause);
  }
  Return(std::move(session));
  if (round.finished()) return round.TakeReplies();
  return round.failure().ok() ? round.obstacle() : round.failure();
}

}  // namespace yachay::kv
