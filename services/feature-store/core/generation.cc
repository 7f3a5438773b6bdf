#include "core/generation.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::feature_store {
namespace {

constexpr char kSourcesKey[] = "definitions";

std::string FolderOf(const std::string& parent, const std::string& hash) {
  return absl::StrCat(parent, "/", hash);
}

}  // namespace

absl::StatusOr<std::shared_ptr<Generation>> Generation::Make(std::string hash, Definitions definitions,
                                                             std::unique_ptr<kv::Store> kv) {
  std::shared_ptr<Generation> made(new Generation(std::move(hash), std::move(definitions), std::move(kv)));
  auto store = StateStore::Open(*made->kv_, made->definitions_.rules());
  if (!store.ok()) return store.status();
  made->store_ = *std::move(store);
  return made;
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::Open(const std::string& parent,
                                                             const DefinitionSources& sources) {
  auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  std::string hash = StateHash(sources, *definitions);
  auto kv = kv::Store::Open(FolderOf(parent, hash), {});
  if (!kv.ok()) return kv.status();
  kv::WriteBatch keep;
  keep.Put(kSourcesKey, EncodeSources(sources));
  if (absl::Status kept = (*kv)->Write(keep); !kept.ok()) return kept;
  return Make(std::move(hash), *std::move(definitions), *std::move(kv));
}

absl::StatusOr<std::shared_ptr<Generation>> Generation::Reopen(const std::string& parent,
                                                               const std::string& hash) {
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
  return Make(hash, *std::move(definitions), *std::move(kv));
}

Generation::~Generation() {
  if (!discard_) return;
  const std::string folder = kv_->path();
  store_.reset();
  kv_.reset();
  std::error_code ignored;  // what stays is removed at the next start
  std::filesystem::remove_all(folder, ignored);
}

}  // namespace yachay::feature_store
