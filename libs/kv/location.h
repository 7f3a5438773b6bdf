// Where a store is: "rocksdb:DIR", "redis://…", "redis+cluster://…". Pure.
#ifndef KV_LOCATION_H_
#define KV_LOCATION_H_

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace yachay::kv {

struct Node {
  std::string host;
  int port = 0;

  auto operator<=>(const Node&) const = default;
};

std::string ToString(const Node& node);  // host:port
// "10.0.0.1:7000", and "10.0.0.1:7000@17000,name" as CLUSTER answers write it.
absl::StatusOr<Node> ParseNode(std::string_view text);

struct Location {
  std::string folder;       // RocksDB; else empty
  std::vector<Node> nodes;  // Redis: at least one
  bool cluster = false;
  std::string user;    // of AUTH; empty: the default user
  std::string prefix;  // before every key; with its colon
  int replicas = 0;    // that must have a write
};

// INVALID_ARGUMENT says what is wrong and which forms there are.
absl::StatusOr<Location> ParseLocation(const std::string& text);

// The location of a store of its own within the one at `text`, whose keys begin with `part`: and a colon;
// there a key x is called "part:x". Redis only. REQUIRES: ParseLocation takes `text`.
std::string Within(const std::string& text, std::string_view part);

}  // namespace yachay::kv

#endif  // KV_LOCATION_H_
