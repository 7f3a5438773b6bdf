#include "core/generation.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/generation_record.h"
#include "kv/location.h"

namespace yachay::feature_store {
namespace {

constexpr char kSourcesKey[] = "definitions";
constexpr absl::Duration kPurgeInterval = absl::Hours(1);

std::string FolderOf(const std::string& parent, const std::string& hash) {
  return absl::StrCat(parent, "/", hash);
}

absl::Status Keep(kv::Store& kv, const DefinitionSources& sources) {
  kv::WriteBatch keep;
  keep.Put(kSourcesKey, EncodeSources(sources));
  return kv.Write(keep);
}

}  // namespace

absl::Status Generation::Start(StoreRules store_rules) {
  auto store = StateStore::Open(*kv_, definitions_.rules(), std::move(store_rules));
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  purge_ = std::make_unique<Purge>(*kv_, *store_, kPurgeInterval);
  if (kv_->shared()) return absl::OkStatus();
  const auto needed = NeedsPurge(*kv_, *purge_);
  if (!needed.ok() || *needed) purge_->Request();
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::OpenAt(const std::string& location, std::string name,
                                                               const DefinitionSources& sources,
                                                               StoreRules store_rules,
                                                               const kv::Options& options) {
  auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  std::string hash = StateHash(sources, *definitions);
  auto kv = kv::Store::Open(location, options);
  if (!kv.ok()) return kv.status();
  if (absl::Status kept = Keep(**kv, sources); !kept.ok()) return kept;
  std::shared_ptr<Generation> opened(
      new Generation(std::move(name), std::move(hash), *std::move(definitions), *std::move(kv)));
  store_rules.consent = sources.consent;
  if (absl::Status started = opened->Start(std::move(store_rules)); !started.ok()) return started;
  return opened;
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::ReopenAt(const std::string& location,
                                                                 std::string name, std::string_view hash,
                                                                 StoreRules store_rules,
                                                                 const kv::Options& options) {
  auto kv = kv::Store::Open(location, options);
  if (!kv.ok()) return kv.status();
  const auto bytes = (*kv)->Get(kSourcesKey);
  if (!bytes.ok()) return bytes.status();
  const auto sources = DecodeSources(bytes->value_or(""));
  if (!sources.ok()) return absl::UnimplementedError(sources.status().message());
  auto definitions = ParseDefinitions(*sources);
  if (!definitions.ok()) return absl::UnimplementedError(definitions.status().message());
  std::string now = StateHash(*sources, *definitions);
  if (now != hash)
    return absl::UnimplementedError(
        absl::StrCat("the states of ", name, " would be ", now, " with this build"));
  std::shared_ptr<Generation> opened(
      new Generation(std::move(name), std::move(now), *std::move(definitions), *std::move(kv)));
  store_rules.consent = sources->consent;
  if (absl::Status started = opened->Start(std::move(store_rules)); !started.ok()) return started;
  return opened;
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::Open(const std::string& parent,
                                                             const DefinitionSources& sources,
                                                             StoreRules store_rules) {
  const auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  const std::string hash = StateHash(sources, *definitions);
  return OpenAt(FolderOf(parent, hash), hash, sources, std::move(store_rules), {});
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::Reopen(const std::string& parent,
                                                               const std::string& hash,
                                                               StoreRules store_rules) {
  return ReopenAt(FolderOf(parent, hash), hash, hash, std::move(store_rules), {});
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::OpenShared(const std::string& location,
                                                                   const std::string& name,
                                                                   const DefinitionSources& sources,
                                                                   StoreRules store_rules,
                                                                   const kv::Options& options) {
  return OpenAt(kv::Within(location, name), name, sources, std::move(store_rules), options);
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::ReopenShared(const std::string& location,
                                                                     const std::string& name,
                                                                     StoreRules store_rules,
                                                                     const kv::Options& options) {
  return ReopenAt(kv::Within(location, name), name, HashOf(name), std::move(store_rules), options);
}

absl::StatusOr<BatchCounts> Generation::Apply(absl::Span<const LogRecord> records, const Announce& announce) {
  auto counts = store_->Apply(records, announce);
  if (counts.ok() && counts->erasures > 0) purge_->Request();
  return counts;
}

Generation::~Generation() {
  if (!discard_) return;
  const std::string folder = kv_->path();
  purge_.reset();
  store_.reset();
  kv_.reset();
  std::error_code ignored;  // what stays is removed at the next start
  std::filesystem::remove_all(folder, ignored);
}

}  // namespace yachay::feature_store
