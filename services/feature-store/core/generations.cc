#include "core/generations.h"

#include "core/folder_generations.h"
#include "core/shared_generations.h"
#include "kv/location.h"

namespace yachay::feature_store {

absl::StatusOr<std::unique_ptr<Generations>> Generations::Open(const std::string& location,
                                                               const DefinitionSources& sources,
                                                               StoreRules store_rules, absl::Status* why_not,
                                                               const kv::Options& options) {
  const auto place = kv::ParseLocation(location);
  if (!place.ok()) return place.status();
  if (place->nodes.empty())
    return FolderGenerations::Open(place->folder, sources, std::move(store_rules), why_not);
  return SharedGenerations::Open(location, sources, std::move(store_rules), why_not, options);
}

std::shared_ptr<Generation> Generations::Current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

std::shared_ptr<Generation> Generations::Next() const {
  absl::MutexLock lock(&mutex_);
  return next_;
}

std::optional<std::int64_t> Generations::OwnBytes() const {
  std::int64_t bytes = 0;
  for (const auto& generation : {Current(), Next()}) {
    if (generation == nullptr) continue;
    if (generation->kv().shared()) return std::nullopt;
    bytes += generation->kv().ApproximateSize();
  }
  return bytes;
}

void Generations::Serve(std::shared_ptr<Generation> current, std::shared_ptr<Generation> next) {
  absl::MutexLock lock(&mutex_);
  current_ = std::move(current);
  next_ = std::move(next);
}

}  // namespace yachay::feature_store
