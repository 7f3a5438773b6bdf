#include "adapters/state_store.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "kv/store.h"

namespace yachay::drift_monitor {
namespace {

constexpr std::string_view kMonitor = "monitor/";
constexpr std::string_view kOffset = "offset/";  // then <topic>/<partition>

std::string OffsetKey(const kafka::TopicPartition& at) {
  return absl::StrCat(std::string(kOffset), at.topic, "/", at.partition);
}

bool ParseOffset(std::string_view key, std::string_view value, kafka::Offsets& next) {
  const std::string place(key.substr(kOffset.size()));
  const size_t slash = place.rfind('/');
  if (slash == std::string::npos) return false;
  kafka::TopicPartition at{.topic = place.substr(0, slash), .partition = 0};
  return absl::SimpleAtoi(place.substr(slash + 1), &at.partition) &&
         absl::SimpleAtoi(std::string(value), &next[at]);
}

}  // namespace

StateStore::StateStore(std::unique_ptr<kv::Store> store) : store_(std::move(store)) {}
StateStore::~StateStore() = default;

absl::StatusOr<std::unique_ptr<StateStore>> StateStore::Open(const std::string& directory) {
  auto store = kv::Store::Open(directory, {});
  if (!store.ok()) return store.status();
  return std::unique_ptr<StateStore>(new StateStore(*std::move(store)));
}

absl::StatusOr<StateStore::State> StateStore::Load() const {
  State state;
  std::string wrong;
  const absl::Status scanned = store_->Scan("", [&](std::string_view key, std::string_view value) {
    if (key.starts_with(kMonitor)) {
      state.monitor.emplace(key.substr(kMonitor.size()), value);
    } else if (!key.starts_with(kOffset) || !ParseOffset(key, value, state.next)) {
      wrong = std::string(key);
    }
    return wrong.empty();
  });
  if (!scanned.ok()) return scanned;
  if (!wrong.empty()) {
    return absl::DataLossError(absl::StrCat(store_->path(), ": cannot read the entry ", wrong,
                                            "; remove the folder to count anew from the start of the log"));
  }
  return state;
}

absl::Status StateStore::Save(const Monitor::Changes& changes, const kafka::Offsets& next) {
  kv::WriteBatch batch;
  for (const auto& [key, value] : changes) {
    const std::string at = absl::StrCat(std::string(kMonitor), key);
    if (value.has_value()) {
      batch.Put(at, *value);
    } else {
      batch.Delete(at);
    }
  }
  for (const auto& [at, offset] : next) batch.Put(OffsetKey(at), absl::StrCat(offset));
  return store_->Write(batch);
}

absl::Status StateStore::SaveEntry(const std::string& key, const std::string& value) {
  kv::WriteBatch batch;
  batch.Put(absl::StrCat(std::string(kMonitor), key), value);
  return store_->Write(batch);
}

}  // namespace yachay::drift_monitor
