#include "kv/redis_scan.h"

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

}  // namespace

absl::Status ScanNames(RedisConnection& connection, const std::string& prefix, std::set<std::string>* names) {
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
    for (size_t i = 0; i < page.elements; ++i) names->emplace(TextOf(*page.element[i]));
  } while (cursor != "0");
  return absl::OkStatus();
}

}  // namespace yachay::kv
