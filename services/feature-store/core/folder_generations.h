#ifndef FEATURE_STORE_CORE_FOLDER_GENERATIONS_H_
#define FEATURE_STORE_CORE_FOLDER_GENERATIONS_H_

#include <memory>
#include <string>

#include "core/generations.h"

namespace yachay::feature_store {

// Of one process: a folder holds one folder per generation, and the file `current`.
class FolderGenerations : public Generations {
 public:
  // As Generations::Open.
  static absl::StatusOr<std::unique_ptr<Generations>> Open(const std::string& folder,
                                                           const DefinitionSources& sources,
                                                           StoreRules store_rules, absl::Status* why_not);

  absl::Status Take(absl::Span<const std::int32_t> partitions) override;
  void Release(absl::Span<const std::int32_t> partitions) override;
  absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records,
                                    const Announce& announce = {}) override;
  std::int64_t NextOffset(std::int32_t partition) const override;

  absl::Status Look() override { return absl::OkStatus(); }
  absl::Status trouble() const override { return absl::OkStatus(); }
  bool rebuilding() const override { return Next() != nullptr; }
  std::shared_ptr<const Generation> replayed() const override { return Next(); }
  std::optional<std::vector<std::int32_t>> replayed_partitions() const override { return std::nullopt; }
  absl::StatusOr<bool> Rebuild(absl::Span<const LogRecord> records) override;
  absl::StatusOr<bool> TakeOver(absl::Span<const std::int32_t>) override { return Rebuild({}); }

 private:
  FolderGenerations(std::string folder, std::shared_ptr<Generation> current, std::shared_ptr<Generation> next)
      : folder_(std::move(folder)) {
    Serve(std::move(current), std::move(next));
  }

  const std::string folder_;
  absl::Mutex applying_;  // held while the current one changes
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_FOLDER_GENERATIONS_H_
