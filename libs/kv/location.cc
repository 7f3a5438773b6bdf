#include "kv/location.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace yachay::kv {
namespace {

constexpr std::string_view kRocksDb = "rocksdb:", kRedis = "redis://", kCluster = "redis+cluster://";

absl::Status Bad(const std::string& text, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(
      "store \"", text, "\": ", std::string(why),
      "; expected rocksdb:DIR, redis://[user@]host:port[,…][/prefix][?replicas=N] or the same with "
      "redis+cluster://"));
}

// Cuts what follows the last `mark` off `rest` and returns it; "" when there is none.
std::string CutAfter(std::string& rest, char mark) {
  const size_t at = rest.rfind(mark);
  if (at == std::string::npos) return "";
  std::string tail = rest.substr(at + 1);
  rest.resize(at);
  return tail;
}

absl::Status ParseServers(std::string rest, const std::string& text, Location* location) {
  location->replicas = location->cluster ? 1 : 0;
  if (const std::string query = CutAfter(rest, '?'); !query.empty()) {
    const bool known = query.compare(0, 9, "replicas=") == 0;
    if (!known || !absl::SimpleAtoi(query.substr(9), &location->replicas) || location->replicas < 0)
      return Bad(text, absl::StrCat("unknown option ", query));
  }
  if (const std::string prefix = CutAfter(rest, '/'); !prefix.empty()) {
    if (prefix.find_first_of("{}") != std::string::npos) return Bad(text, "a prefix takes no braces");
    location->prefix = prefix + ":";
  }
  if (const size_t at = rest.find('@'); at != std::string::npos) {
    location->user = rest.substr(0, at);
    rest.erase(0, at + 1);
    if (location->user.find(':') != std::string::npos)
      return Bad("…", "a password does not belong here: give it in a file");
  }
  const std::vector<std::string> parts = absl::StrSplit(rest, ',');
  for (const std::string& part : parts) {
    const auto node = ParseNode(part);
    if (!node.ok()) return Bad(text, node.status().message().data());
    location->nodes.push_back(*node);
  }
  return absl::OkStatus();
}

}  // namespace

std::string ToString(const Node& node) { return absl::StrCat(node.host, ":", node.port); }

absl::StatusOr<Node> ParseNode(std::string_view text) {
  const std::string address(text.substr(0, text.find('@')));
  const size_t colon = address.rfind(':');
  Node node;
  const bool good = colon != std::string::npos && absl::SimpleAtoi(address.substr(colon + 1), &node.port) &&
                    node.port > 0 && node.port < 65536;
  if (!good) return absl::InvalidArgumentError(absl::StrCat("\"", address, "\" is not host:port"));
  node.host = address.substr(0, colon);
  return node;
}

absl::StatusOr<Location> ParseLocation(const std::string& text) {
  Location location;
  const std::string_view view = text;
  if (view.starts_with(kRedis) || view.starts_with(kCluster)) {
    location.cluster = view.starts_with(kCluster);
    const size_t scheme = (location.cluster ? kCluster : kRedis).size();
    if (absl::Status servers = ParseServers(text.substr(scheme), text, &location); !servers.ok())
      return servers;
    return location;
  }
  if (view.find("://") != std::string_view::npos) return Bad(text, "unknown scheme");
  location.folder = text.substr(view.starts_with(kRocksDb) ? kRocksDb.size() : 0);
  if (location.folder.empty()) return Bad(text, "no folder");
  return location;
}

std::string Within(const std::string& text, std::string_view part) {
  const size_t query = text.rfind('?');
  std::string location = text.substr(0, query);
  const size_t hosts = location.find("://") + 3;
  const bool prefixed = location.find('/', hosts) != std::string::npos;
  if (!prefixed) location += '/';
  if (location.back() != '/') location += ':';
  return absl::StrCat(location, std::string(part), query == std::string::npos ? "" : text.substr(query));
}

}  // namespace yachay::kv
