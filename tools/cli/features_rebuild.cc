#include "cli/features_rebuild.h"

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/features_definitions.h"
#include "core/erasure.h"
#include "core/generations.h"

namespace yachay::cli {
namespace {

void Print(const feature_store::Positions& positions, Cli& cli) {
  feature_store::PartitionPosition sum;
  for (const auto& [partition, position] : positions) {
    sum.next_offset += position.next_offset;
    sum.applied += position.applied;
    sum.duplicates += position.duplicates;
    sum.dead_lettered += position.dead_lettered;
    sum.erased += position.erased;
  }
  if (cli.json) {
    cli.out << nlohmann::ordered_json({{"partitions", positions.size()},
                                       {"next_offset", sum.next_offset},
                                       {"applied", sum.applied},
                                       {"duplicates", sum.duplicates},
                                       {"dead_lettered", sum.dead_lettered},
                                       {"erased", sum.erased}})
                   .dump(2)
            << "\n";
    return;
  }
  cli.out << positions.size() << " partitions, " << sum.next_offset << " records: " << sum.applied
          << " applied, " << sum.duplicates << " duplicates, " << sum.dead_lettered << " could not be read, "
          << sum.erased << " of erased learners\n";
}

}  // namespace

absl::Status Rebuild(const RebuildOptions& options, Cli& cli) {
  auto sources = feature_store::ReadDefinitionSources(
      options.definitions.views, options.definitions.calibration, options.feature_services, options.rewards);
  if (!sources.ok()) return sources.status();
  sources->consent = ConsentOf(options.definitions);
  const auto salt = feature_store::ReadErasureSalt(options.erasure_salt_file);
  if (!salt.ok()) return salt.status();
  const auto store = feature_store::Generations::Open(options.store, *sources, {sources->consent, *salt});
  if (!store.ok()) return store.status();
  const auto partitions = Partitions(options.log);
  if (!partitions.ok()) return partitions.status();

  LogProgress progress("replaying", partitions->size());
  const auto apply = [&](const std::vector<feature_store::LogRecord>& records) {
    progress.Add(records.size());
    return (*store)->rebuilding() ? (*store)->Rebuild(records).status() : (*store)->Apply(records).status();
  };
  for (std::size_t i = 0; i < partitions->size(); ++i) {
    progress.Begin(i + 1);
    if (absl::Status read = ReadPartition(options.log, (*partitions)[i], apply); !read.ok()) return read;
  }
  if (const auto taken_over = (*store)->TakeOver(*partitions); !taken_over.ok()) return taken_over.status();
  const auto next = (*store)->next();
  Print((next != nullptr ? next : (*store)->current())->store().positions(), cli);
  return absl::OkStatus();
}

}  // namespace yachay::cli
