#ifndef FEATURE_STORE_CORE_GENERATION_H_
#define FEATURE_STORE_CORE_GENERATION_H_

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/definition_sources.h"
#include "core/definitions.h"
#include "core/purge.h"
#include "core/state_store.h"
#include "kv/store.h"

namespace yachay::feature_store {

// One set of definitions with the states that were folded by it, in a store of their own: a folder that is
// named by their StateHash, or keys of a shared store that begin with a name (core/generation_record.h). The
// consent of `store_rules` is that of the sources.
class Generation {
 public:
  // Opens `parent`/hash, makes it when missing, and keeps the sources there. The errors of ParseDefinitions,
  // kv::Store::Open and StateStore::Open.
  static absl::StatusOr<std::shared_ptr<Generation>> Open(const std::string& parent,
                                                          const DefinitionSources& sources,
                                                          StoreRules store_rules);
  // Opens the folder of that hash with the sources kept in it. UNIMPLEMENTED: this build cannot go on folding
  // those states; the errors of kv::Store::Open and StateStore::Open.
  static absl::StatusOr<std::shared_ptr<Generation>> Reopen(const std::string& parent,
                                                            const std::string& hash, StoreRules store_rules);
  // The same two in a shared store, under `name`.
  static absl::StatusOr<std::shared_ptr<Generation>> OpenShared(const std::string& location,
                                                                const std::string& name,
                                                                const DefinitionSources& sources,
                                                                StoreRules store_rules,
                                                                const kv::Options& options);
  static absl::StatusOr<std::shared_ptr<Generation>> ReopenShared(const std::string& location,
                                                                  const std::string& name,
                                                                  StoreRules store_rules,
                                                                  const kv::Options& options);
  ~Generation();  // and the folder, after Discard()

  const std::string& hash() const { return hash_; }  // StateHash
  const std::string& name() const { return name_; }  // the hash, or HASH-NUMBER
  const Definitions& definitions() const { return definitions_; }
  StateStore& store() { return *store_; }
  const StateStore& store() const { return *store_; }
  kv::Store& kv() const { return *kv_; }  // what all this lies in
  const Purge& purge() const { return *purge_; }

  // As StateStore::Apply; after erasures the files are rewritten.
  absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records, const Announce& announce = {});

  // The folder goes with the last reader.
  void Discard() { discard_ = true; }

 private:
  Generation(std::string name, std::string hash, Definitions definitions, std::unique_ptr<kv::Store> kv)
      : name_(std::move(name)),
        hash_(std::move(hash)),
        definitions_(std::move(definitions)),
        kv_(std::move(kv)) {}
  static absl::StatusOr<std::shared_ptr<Generation>> OpenAt(const std::string& location, std::string name,
                                                            const DefinitionSources& sources,
                                                            StoreRules store_rules,
                                                            const kv::Options& options);
  static absl::StatusOr<std::shared_ptr<Generation>> ReopenAt(const std::string& location, std::string name,
                                                              std::string_view hash, StoreRules store_rules,
                                                              const kv::Options& options);
  absl::Status Start(StoreRules store_rules);

  const std::string name_;
  const std::string hash_;
  const Definitions definitions_;
  std::unique_ptr<kv::Store> kv_;
  std::unique_ptr<StateStore> store_;
  std::unique_ptr<Purge> purge_;
  std::atomic<bool> discard_ = false;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_GENERATION_H_
