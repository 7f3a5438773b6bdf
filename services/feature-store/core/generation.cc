#include "core/generation.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::feature_store {
namespace {

constexpr char kSourcesKey[] = "definitions";
constexpr char kHashKey[] = "m/definitions";  // of a shared store
constexpr absl::Duration kPurgeInterval = absl::Hours(1);

std::string FolderOf(const std::string& parent, const std::string& hash) {
  return absl::StrCat(parent, "/", hash);
}

// That the states of a shared store are, or from now on will be, of this hash.
absl::Status Claim(kv::Store& kv, const std::string& hash) {
  kv::WriteBatch claim;
  claim.Put(kHashKey, hash);
  claim.Expect(kHashKey, std::nullopt);
  const absl::Status written = kv.Write(claim);
  if (!absl::IsAborted(written)) return written;
  const auto kept = kv.Get(kHashKey);
  if (!kept.ok()) return kept.status();
  return absl::FailedPreconditionError(absl::StrCat(
      "store ", kv.path(), ": its states were folded by other definitions (", kept->value_or("?"),
      "; these are ", hash,
      "): start with those, or give --store another prefix or database, and --group another name: there the "
      "states are folded anew from the log"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<Generation>> Generation::Make(std::string hash, Definitions definitions,
                                                             std::unique_ptr<kv::Store> kv,
                                                             StoreRules store_rules) {
  std::shared_ptr<Generation> made(new Generation(std::move(hash), std::move(definitions), std::move(kv)));
  auto store = StateStore::Open(*made->kv_, made->definitions_.rules(), std::move(store_rules));
  if (!store.ok()) return store.status();
  made->store_ = *std::move(store);
  made->purge_ = std::make_unique<Purge>(*made->kv_, *made->store_, kPurgeInterval);
  if (made->kv_->shared()) return made;
  const auto needed = NeedsPurge(*made->kv_, *made->purge_);
  if (!needed.ok() || *needed) made->purge_->Request();
  return made;
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::Open(const std::string& parent,
                                                             const DefinitionSources& sources,
                                                             StoreRules store_rules) {
  auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  std::string hash = StateHash(sources, *definitions);
  auto kv = kv::Store::Open(FolderOf(parent, hash), {});
  if (!kv.ok()) return kv.status();
  kv::WriteBatch keep;
  keep.Put(kSourcesKey, EncodeSources(sources));
  if (absl::Status kept = (*kv)->Write(keep); !kept.ok()) return kept;
  store_rules.consent = sources.consent;
  return Make(std::move(hash), *std::move(definitions), *std::move(kv), std::move(store_rules));
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::OpenShared(const std::string& location,
                                                                   const DefinitionSources& sources,
                                                                   StoreRules store_rules,
                                                                   const kv::Options& options) {
  auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  std::string hash = StateHash(sources, *definitions);
  auto kv = kv::Store::Open(location, options);
  if (!kv.ok()) return kv.status();
  if (absl::Status claimed = Claim(**kv, hash); !claimed.ok()) return claimed;
  store_rules.consent = sources.consent;
  return Make(std::move(hash), *std::move(definitions), *std::move(kv), std::move(store_rules));
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::Reopen(const std::string& parent,
                                                               const std::string& hash,
                                                               StoreRules store_rules) {
  auto kv = kv::Store::Open(FolderOf(parent, hash), {});
  if (!kv.ok()) return kv.status();
  const auto bytes = (*kv)->Get(kSourcesKey);
  if (!bytes.ok()) return bytes.status();
  const auto sources = DecodeSources(bytes->value_or(""));
  if (!sources.ok()) return absl::UnimplementedError(sources.status().message());
  auto definitions = ParseDefinitions(*sources);
  if (!definitions.ok()) return absl::UnimplementedError(definitions.status().message());
  if (const std::string now = StateHash(*sources, *definitions); now != hash)
    return absl::UnimplementedError(
        absl::StrCat("the states of ", hash, " would be ", now, " with this build"));
  store_rules.consent = sources->consent;
  return Make(hash, *std::move(definitions), *std::move(kv), std::move(store_rules));
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
