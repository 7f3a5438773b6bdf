#ifndef FEATURE_STORE_CORE_SHARED_GENERATIONS_H_
#define FEATURE_STORE_CORE_SHARED_GENERATIONS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/generation_record.h"
#include "core/generations.h"
#include "core/sweep.h"

namespace yachay::feature_store {

// Of several processes: a store on servers holds a store per generation (kv/location.h, Within) and a record
// (core/generation_record.h) of which one is served and which is to take over. What a process wants it says
// once, when it is opened; from then on it does what the record says, so that all processes serve the same,
// and the one that was started last decides. Each folds the wanted generation for the partitions that it
// follows: by replay up to where it follows, then every batch first into the wanted and then into the served
// one, which keeps the wanted one level or ahead. Whoever finds it so on all partitions changes the record;
// the others learn of it at their next Look. Positions, journals and fences are each generation's own, so any
// of this may stop, be done twice or be done by a process that was overtaken.
//
// What the served one earns is announced. A kill between the two writes of a batch, with a takeover before
// its partition is followed again, stores rewards that nobody announced: GetProfile has them, the log has
// not.
//
// Batches of a partition that the generation now served has not reached are refused (UNAVAILABLE) until a
// replay has filled the gap: a process that looks late has followed the old one a little further.
class SharedGenerations : public Generations {
 public:
  // As Generations::Open.
  static absl::StatusOr<std::unique_ptr<Generations>> Open(const std::string& location,
                                                           const DefinitionSources& sources,
                                                           StoreRules store_rules, absl::Status* why_not,
                                                           const kv::Options& options);

  absl::Status Take(absl::Span<const std::int32_t> partitions) override;
  void Release(absl::Span<const std::int32_t> partitions) override;
  // FAILED_PRECONDITION: what is served now cannot be folded by this build.
  absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records,
                                    const Announce& announce = {}) override;
  std::int64_t NextOffset(std::int32_t partition) const override;

  absl::Status Look() override;
  absl::Status trouble() const override;
  bool rebuilding() const override;
  std::shared_ptr<const Generation> replayed() const override;
  std::optional<std::vector<std::int32_t>> replayed_partitions() const override;
  absl::StatusOr<bool> Rebuild(absl::Span<const LogRecord> records) override;
  absl::StatusOr<bool> TakeOver(absl::Span<const std::int32_t> partitions) override;

 private:
  using Found = absl::StatusOr<std::shared_ptr<Generation>>;
  SharedGenerations(std::string location, DefinitionSources sources, std::string hash, StoreRules store_rules,
                    const kv::Options& options, std::unique_ptr<kv::Store> root);

  absl::StatusOr<GenerationRecord> Want();
  absl::Status Follow(const GenerationRecord& record);
  Found Find(const std::string& name) const;
  Found OpenOne(const std::string& name) const;
  void Aim() ABSL_EXCLUSIVE_LOCKS_REQUIRED(applying_);
  absl::StatusOr<std::int64_t> FollowedTo(std::int32_t partition) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(applying_);
  bool Behind(const Generation& generation, std::int32_t partition) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(applying_);
  void ApplyToNext(absl::Span<const LogRecord> records) ABSL_EXCLUSIVE_LOCKS_REQUIRED(applying_);
  std::vector<LogRecord> Due(absl::Span<const LogRecord> records) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(applying_);
  void Forgo() ABSL_EXCLUSIVE_LOCKS_REQUIRED(applying_);
  absl::StatusOr<std::vector<std::int64_t>> Offsets(const std::string& name,
                                                    absl::Span<const std::int32_t> partitions) const;

  const std::string location_;
  const DefinitionSources sources_;
  const std::string hash_;
  const StoreRules store_rules_;
  const kv::Options options_;
  const std::unique_ptr<kv::Store> root_;
  mutable absl::Mutex applying_;                                   // held while the current one changes
  absl::Mutex rebuilding_ ABSL_ACQUIRED_AFTER(applying_);          // held while the next one changes
  GenerationRecord record_ ABSL_GUARDED_BY(applying_);             // as last looked at
  std::shared_ptr<Generation> target_ ABSL_GUARDED_BY(applying_);  // of the replay; changes at Look only
  absl::Status live_ ABSL_GUARDED_BY(applying_);  // OK, or why this build cannot fold what is served

  absl::Status wanted_ ABSL_GUARDED_BY(applying_);  // the same of what is wanted
  // Per partition that this process follows: all records below have been handled by it or before it.
  std::map<std::int32_t, std::int64_t> followed_ ABSL_GUARDED_BY(applying_);
  bool follows_ ABSL_GUARDED_BY(applying_) = false;  // else it only replays, as a tool does
  Sweep sweep_;                                      // last: its thread uses the root
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_SHARED_GENERATIONS_H_
