#include "kv/redis_scan.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace yachay::kv {
namespace {

// Redis matches with a pattern: what is special in it stands for itself here.
std::string PatternOf(const std::string& prefix) {
  std::string pattern;
  for (const char c : prefix) {
    if (std::string_view("*?[]\\^").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern + "*";
}

using Visit = std::function<absl::Status(std::vector<std::string> names)>;

absl::Status ScanPages(RedisConnection& connection, const std::string& prefix, const Visit& visit) {
  const std::string pattern = PatternOf(prefix);
  std::string cursor = "0";
  do {
    const auto reply = connection.Call({"SCAN", cursor, "MATCH", pattern, "COUNT", "1000"});
    if (!reply.ok()) return reply.status();
    if ((*reply)->type != REDIS_REPLY_ARRAY || (*reply)->elements != 2) {
      return absl::UnavailableError(
          absl::StrCat("redis ", ToString(connection.node()), ": SCAN: ", std::string(TextOf(**reply))));
    }
    cursor = TextOf(*(*reply)->element[0]);
    const redisReply& page = *(*reply)->element[1];
    std::vector<std::string> names;
    for (size_t i = 0; i < page.elements; ++i) names.emplace_back(TextOf(*page.element[i]));
    if (absl::Status visited = visit(std::move(names)); !visited.ok()) return visited;
  } while (cursor != "0");
  return absl::OkStatus();
}

// One command a key: those of a Cluster's node lie in many slots.
absl::Status Unlink(RedisConnection& connection, const std::vector<std::string>& names) {
  if (names.empty()) return absl::OkStatus();
  for (const std::string& name : names) connection.Append({"UNLINK", name});
  if (absl::Status sent = connection.Send(); !sent.ok()) return sent;
  absl::Status refused;
  for (size_t i = 0; i < names.size(); ++i) {
    const auto reply = connection.Read();
    if (!reply.ok()) return reply.status();
    if ((*reply)->type == REDIS_REPLY_ERROR)
      refused = absl::UnavailableError(
          absl::StrCat("redis ", ToString(connection.node()), ": UNLINK: ", std::string(TextOf(**reply))));
  }
  return refused;
}

}  // namespace

absl::Status ScanNames(RedisConnection& connection, const std::string& prefix, std::set<std::string>* names) {
  return ScanPages(connection, prefix, [&](const std::vector<std::string>& page) {
    names->insert(page.begin(), page.end());
    return absl::OkStatus();
  });
}

absl::Status UnlinkNames(RedisConnection& connection, const std::string& prefix,
                         const std::function<bool(std::string_view)>& unwanted,
                         const std::function<bool()>& go_on) {
  return ScanPages(connection, prefix, [&](std::vector<std::string> page) -> absl::Status {
    std::erase_if(page, [&](const std::string& name) { return !unwanted(name); });
    if (absl::Status gone = Unlink(connection, page); !gone.ok()) return gone;
    return go_on() ? absl::OkStatus() : absl::CancelledError("stopped");
  });
}

}  // namespace yachay::kv
