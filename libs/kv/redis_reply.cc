#include "kv/redis_reply.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace yachay::kv {
namespace {

// "MOVED 3999 127.0.0.1:6381"; a node that does not know its host leaves it out: then it is the one asked.
bool ReadRedirect(std::string_view error, const Node& from, Verdict* verdict) {
  const std::vector<std::string> words = absl::StrSplit(std::string(error), ' ');
  if (words.size() < 3 || !absl::SimpleAtoi(words[1], &verdict->slot)) return false;
  if (verdict->slot < 0 || verdict->slot >= kSlots) return false;
  const auto node = ParseNode(words[2]);
  if (!node.ok()) return false;
  verdict->node = *node;
  if (verdict->node.host.empty()) verdict->node.host = from.host;
  return true;
}

absl::StatusCode CodeOf(std::string_view word) {
  if (word == "OOM") return absl::StatusCode::kResourceExhausted;
  if (word == "NOAUTH" || word == "NOPERM" || word == "WRONGPASS") return absl::StatusCode::kPermissionDenied;
  if (word == "WRONGTYPE") return absl::StatusCode::kDataLoss;
  return absl::StatusCode::kUnavailable;
}

}  // namespace

Verdict Judge(std::string_view error, const Node& from) {
  const std::string_view word = error.substr(0, error.find(' '));
  Verdict verdict;
  verdict.status =
      absl::Status(CodeOf(word), absl::StrCat("redis ", ToString(from), ": ", std::string(error)));
  if (word == "MOVED" && ReadRedirect(error, from, &verdict)) verdict.kind = Verdict::Kind::kMoved;
  if (word == "ASK" && ReadRedirect(error, from, &verdict)) verdict.kind = Verdict::Kind::kAsk;
  for (const std::string_view later :
       {"CLUSTERDOWN", "TRYAGAIN", "LOADING", "MASTERDOWN", "READONLY", "BUSY", "UNBLOCKED", "NOREPLICAS"}) {
    if (word == later) verdict.kind = Verdict::Kind::kLater;
  }
  return verdict;
}

}  // namespace yachay::kv
