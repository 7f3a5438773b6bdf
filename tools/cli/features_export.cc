#include "cli/features_export.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/features_labels.h"
#include "cli/features_rows.h"
#include "core/definitions.h"

namespace yachay::cli {
namespace {

using feature_store::Cut;
using features::ConsentRule;

// What an export is made of, read and checked.
struct Plan {
  Cut cut = Cut::kArrival;
  ConsentRule consent = ConsentRule::kAssumed;
  feature_store::Definitions definitions;
  std::vector<features::FeatureRef> refs;
  LabelTable table;
};

absl::StatusOr<Cut> ParseCut(const std::string& name) {
  if (name == "arrival") return Cut::kArrival;
  if (name == "event-time") return Cut::kEventTime;
  if (name == "position") return Cut::kPosition;
  return absl::InvalidArgumentError(
      absl::StrCat("--cut: expected arrival, event-time or position, found ", name));
}

absl::StatusOr<std::vector<features::FeatureRef>> Resolve(const ExportOptions& options,
                                                          const feature_store::Definitions& definitions) {
  if (!options.features.empty()) return definitions.views.Resolve(options.features);
  const auto service = definitions.services.find(options.feature_service);
  if (service != definitions.services.end()) return definitions.views.Resolve(service->second.features);
  return absl::InvalidArgumentError(
      absl::StrCat("--feature-service: there is no \"", options.feature_service, "\""));
}

absl::StatusOr<std::unique_ptr<Plan>> MakePlan(const ExportOptions& options) {
  const auto cut = ParseCut(options.cut);
  if (!cut.ok()) return cut.status();
  auto definitions = feature_store::LoadDefinitions(options.views, options.calibration,
                                                    options.feature_services, options.rewards);
  if (!definitions.ok()) return definitions.status();
  auto table = ReadLabels(options.labels, *cut);
  if (!table.ok()) return table.status();
  // The references point into the definitions: resolved only where those stay.
  auto plan = std::make_unique<Plan>(
      Plan{*cut,
           options.consent == "required" ? ConsentRule::kRequired : ConsentRule::kAssumed,
           *std::move(definitions),
           {},
           *std::move(table)});
  auto refs = Resolve(options, plan->definitions);
  if (!refs.ok()) return refs.status();
  plan->refs = *std::move(refs);
  return plan;
}

// Changes with everything that the rows depend on, but for the log.
std::string About(const ExportOptions& options, const Plan& plan) {
  std::string about =
      absl::StrCat(plan.table.fingerprint, "\n", options.cut, "\n", options.consent, "\n",
                   options.log.brokers, "\n", options.log.topic_prefix, "\n",
                   absl::StrJoin(options.log.recorded, "\n"), "\n", HeaderLine(plan.refs), "\n");
  for (const auto& ref : plan.refs) absl::StrAppend(&about, ref.view->hash, "\n");
  return about;
}

absl::StatusOr<Lines> MakeLines(const ExportOptions& options, const Plan& plan, std::int32_t partition,
                                LogProgress& progress) {
  Lines lines;
  const auto emit = [&](std::size_t label, const std::vector<feature_store::Column>& columns) {
    lines[label] = RowLine(plan.table.labels[label], plan.table.values[label], columns);
  };
  feature_store::PointInTime rows(plan.table.labels, plan.cut, plan.consent, plan.refs,
                                  plan.definitions.rules(), emit);
  const auto add = [&](const std::vector<feature_store::LogRecord>& records) {
    for (const auto& record : records) rows.Add(record);
    progress.Add(records.size());
    return absl::OkStatus();
  };
  if (absl::Status read = ReadPartition(options.log, partition, add); !read.ok()) return read;
  Lines counting;
  for (const std::size_t label : rows.Finish()) counting[label] = std::move(lines.at(label));
  return counting;
}

// Keeps finished partitions beside the output.
class Parts {
 public:
  explicit Parts(const std::string& out) : folder_(out + ".parts") {}

  // Forgets what another export left there.
  absl::Status Open(const std::string& about) {
    const auto kept = ReadWhole(folder_ + "/about.gz");
    if (kept.ok() && *kept == about) return absl::OkStatus();
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
    std::filesystem::create_directories(folder_, error);
    return WriteWhole(folder_ + "/about.gz", about);
  }
  absl::StatusOr<Lines> Read(std::int32_t partition) const {
    const auto bytes = ReadWhole(Path(partition));
    if (!bytes.ok()) return bytes.status();
    return UnpackLines(*bytes);
  }
  absl::Status Write(std::int32_t partition, const Lines& lines) const {
    return WriteWhole(Path(partition), PackLines(lines));
  }
  void Remove() const {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }

 private:
  std::string Path(std::int32_t partition) const { return absl::StrCat(folder_, "/", partition, ".gz"); }

  const std::string folder_;
};

absl::StatusOr<Lines> AllLines(const ExportOptions& options, const Plan& plan, const Parts& parts,
                               std::size_t* resumed) {
  const auto partitions = Partitions(options.log);
  if (!partitions.ok()) return partitions.status();
  LogProgress progress("exporting", partitions->size());
  Lines all;
  for (std::size_t i = 0; i < partitions->size(); ++i) {
    progress.Begin(i + 1);
    absl::StatusOr<Lines> lines = parts.Read((*partitions)[i]);
    *resumed += lines.ok() ? 1 : 0;
    if (!lines.ok()) {
      lines = MakeLines(options, plan, (*partitions)[i], progress);
      if (!lines.ok()) return lines.status();
      if (absl::Status kept = parts.Write((*partitions)[i], *lines); !kept.ok()) return kept;
    }
    all.merge(*lines);
  }
  return all;
}

}  // namespace

absl::Status Export(const ExportOptions& options, Cli& cli) {
  const auto plan = MakePlan(options);
  if (!plan.ok()) return plan.status();
  Parts parts(options.out);
  if (absl::Status opened = parts.Open(About(options, **plan)); !opened.ok()) return opened;
  std::size_t resumed = 0;
  const auto lines = AllLines(options, **plan, parts, &resumed);
  if (!lines.ok()) return lines.status();
  std::string file = HeaderLine((*plan)->refs) + "\n";
  for (const auto& [label, line] : *lines) absl::StrAppend(&file, line, "\n");
  if (absl::Status written = WriteWhole(options.out, file); !written.ok()) return written;
  parts.Remove();

  const std::size_t asked = (*plan)->table.labels.size();
  if (cli.json) {
    cli.out << nlohmann::ordered_json({{"rows", lines->size()},
                                       {"labels", asked},
                                       {"features", (*plan)->refs.size()},
                                       {"resumed_partitions", resumed},
                                       {"out", options.out}})
                   .dump(2)
            << "\n";
  } else {
    cli.out << lines->size() << " rows of " << asked << " labels in " << options.out << "\n";
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
