#include "kv/redis_store.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "kv/redis_client.h"
#include "kv/redis_key.h"
#include "kv/redis_scan.h"
#include "kv/redis_script.h"

namespace yachay::kv {
namespace {

constexpr size_t kScanValues = 256;  // values in memory at once during a scan

absl::StatusOr<Credentials> ReadCredentials(const Location& location, const RedisOptions& options) {
  Credentials credentials{location.user, ""};
  if (options.password_file.empty()) return credentials;
  std::ifstream file(options.password_file);
  if (std::getline(file, credentials.password) && !credentials.password.empty()) return credentials;
  return absl::InvalidArgumentError(
      absl::StrCat("password file ", options.password_file, ": its first line cannot be read or is empty"));
}

std::string PathOf(const Location& location) {
  std::string path = location.cluster ? "redis+cluster://" : "redis://";
  const char* separator = "";
  for (const Node& node : location.nodes) {
    absl::StrAppend(&path, separator, ToString(node));
    separator = ",";
  }
  if (location.prefix.empty()) return path;
  return absl::StrCat(path, "/", location.prefix.substr(0, location.prefix.size() - 1));
}

class RedisStore : public Store {
 public:
  RedisStore(const Location& location, Credentials credentials, const Options& options)
      : location_(location),
        options_(options),
        path_(PathOf(location)),
        client_(location, std::move(credentials), options_.redis) {}

  absl::Status Open();
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      absl::Span<const std::string> keys) const override;
  absl::Status Write(const WriteBatch& batch) override;
  absl::Status Scan(std::string_view prefix,
                    const std::function<bool(std::string_view, std::string_view)>& visit) const override;
  absl::Status DeleteIf(const std::function<bool(std::string_view)>& unwanted,
                        const std::function<bool()>& go_on) override;
  absl::Status Purge() override { return absl::OkStatus(); }
  int64_t ApproximateSize() const override;
  bool shared() const override { return true; }
  const std::string& path() const override { return path_; }

 private:
  // A single server is one slot, so that one MGET asks for all.
  int SlotOf(std::string_view key) const {
    return location_.cluster ? kv::SlotOf(ToServerKey(location_.prefix, key)) : 0;
  }
  absl::StatusOr<std::vector<std::string>> Names(std::string_view prefix) const;
  absl::Status CheckEviction() const;

  const Location location_;
  const Options options_;
  const std::string path_;
  mutable RedisClient client_;
};

absl::Status RedisStore::Open() {
  const absl::Time deadline = absl::Now() + options_.redis.patience;
  absl::Status known = client_.Refresh();
  while (absl::IsUnavailable(known) && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(100));
    known = client_.Refresh();
  }
  if (!known.ok()) return absl::Status(known.code(), absl::StrCat("store ", path_, ": ", known.message()));
  return CheckEviction();
}

// A store that forgets a learner on its own would learn them anew from the middle of the log.
absl::Status RedisStore::CheckEviction() const {
  return client_.AtEachPrimary([this](RedisConnection& connection) {
    const auto info = connection.Call({"INFO", "memory"});
    if (!info.ok()) return info.status();
    const std::string_view text = TextOf(**info);
    if (text.find("maxmemory:0\r") != std::string_view::npos ||
        text.find("maxmemory_policy:noeviction") != std::string_view::npos || text.empty())
      return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("store ", path_, ": ", ToString(connection.node()),
                     " throws keys away when its memory is full; set maxmemory-policy noeviction"));
  });
}

absl::StatusOr<std::vector<std::optional<std::string>>> RedisStore::MultiGet(
    absl::Span<const std::string> keys) const {
  std::map<int, std::vector<size_t>> by_slot;
  for (size_t i = 0; i < keys.size(); ++i) by_slot[SlotOf(keys[i])].push_back(i);
  std::vector<Command> commands;
  for (const auto& [slot, indexes] : by_slot) {
    Command& command = commands.emplace_back(Command{slot, {"MGET"}});
    for (const size_t i : indexes) command.arguments.push_back(ToServerKey(location_.prefix, keys[i]));
  }
  const auto replies = client_.Run(commands, /*replicas=*/0, options_.redis.read_patience);
  if (!replies.ok()) return replies.status();

  std::vector<std::optional<std::string>> answers(keys.size());
  auto reply = replies->begin();
  for (const auto& [slot, indexes] : by_slot) {
    const redisReply& values = **reply++;
    for (size_t n = 0; n < indexes.size() && n < values.elements; ++n) {
      const redisReply& value = *values.element[n];
      if (value.type == REDIS_REPLY_STRING) answers[indexes[n]] = std::string(TextOf(value));
    }
  }
  return answers;
}

absl::Status RedisStore::Write(const WriteBatch& batch) {
  if (absl::Status valid = Check(batch, options_, path_); !valid.ok()) return valid;
  const auto tags = ByTag(batch);
  std::vector<Command> commands;
  for (const auto& [tag, write] : tags) {
    commands.push_back({SlotOf(write.ops.begin()->second->key), EvalOf(write, location_.prefix)});
  }
  const auto replies = client_.Run(commands, location_.replicas, options_.redis.patience);
  if (!replies.ok()) return replies.status();
  auto reply = replies->begin();
  for (const auto& [tag, write] : tags) {
    const auto unmet = static_cast<size_t>((*reply++)->integer);
    if (unmet == 0) continue;
    return absl::AbortedError(absl::StrCat("store ", path_, ": ", write.expectations[unmet - 1]->key,
                                           " has changed: read again, then write"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> RedisStore::Names(std::string_view prefix) const {
  std::set<std::string> names;  // a key may be told twice
  const std::string start = location_.prefix + std::string(prefix.substr(0, prefix.find('{')));
  const absl::Status scanned = client_.AtEachPrimary(
      [&](RedisConnection& connection) { return ScanNames(connection, start, &names); });
  if (!scanned.ok()) return scanned;
  std::vector<std::string> sorted;
  for (const std::string& name : names) {
    std::string key = FromServerKey(location_.prefix, name);
    if (key.compare(0, prefix.size(), prefix) == 0) sorted.push_back(std::move(key));
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

absl::Status RedisStore::Scan(std::string_view prefix,
                              const std::function<bool(std::string_view, std::string_view)>& visit) const {
  absl::StatusOr<std::vector<std::string>> names = Names(prefix);
  const absl::Time deadline = absl::Now() + options_.redis.patience;
  while (!names.ok() && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(100));
    if (client_.Refresh().ok()) names = Names(prefix);
  }
  if (!names.ok()) return names.status();
  for (size_t at = 0; at < names->size(); at += kScanValues) {
    const auto some = absl::MakeConstSpan(*names).subspan(at, kScanValues);
    const auto values = MultiGet(some);
    if (!values.ok()) return values.status();
    for (size_t i = 0; i < some.size(); ++i) {
      if ((*values)[i] && !visit(some[i], *(*values)[i])) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

absl::Status RedisStore::DeleteIf(const std::function<bool(std::string_view)>& unwanted,
                                  const std::function<bool()>& go_on) {
  (void)client_.Refresh();  // when it fails, so does what follows, and says why
  const auto named = [&](std::string_view name) { return unwanted(FromServerKey(location_.prefix, name)); };
  const absl::Status done = client_.AtEachPrimary(
      [&](RedisConnection& connection) { return UnlinkNames(connection, location_.prefix, named, go_on); });
  return absl::IsCancelled(done) ? absl::OkStatus() : done;
}

int64_t RedisStore::ApproximateSize() const {
  constexpr std::string_view kField = "used_memory_dataset:";
  int64_t total = 0;
  (void)client_.AtEachPrimary([&](RedisConnection& connection) {
    const auto info = connection.Call({"INFO", "memory"});
    if (!info.ok()) return info.status();
    const std::string_view text = TextOf(**info);
    const size_t at = text.find(kField);
    if (at == std::string_view::npos) return absl::OkStatus();
    const std::string_view number = text.substr(at + kField.size(), text.find('\r', at) - at - kField.size());
    int64_t bytes = 0;
    if (absl::SimpleAtoi(std::string(number), &bytes)) total += bytes;
    return absl::OkStatus();
  });
  return total;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRedis(const Location& location, const Options& options) {
  auto credentials = ReadCredentials(location, options.redis);
  if (!credentials.ok()) return credentials.status();
  auto store = std::make_unique<RedisStore>(location, *std::move(credentials), options);
  if (absl::Status opened = store->Open(); !opened.ok()) return opened;
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace yachay::kv
