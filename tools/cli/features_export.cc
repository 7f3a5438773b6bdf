#include "cli/features_export.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/features_export_plan.h"
#include "cli/features_origin.h"
#include "cli/features_parts.h"
#include "cli/features_rows.h"

namespace yachay::cli {
namespace {

absl::StatusOr<Part> MakePart(const ExportOptions& options, const ExportPlan& plan, std::int32_t partition,
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
  const auto end = ReadPartitionFrom(options.log, partition, 0, add);
  if (!end.ok()) return end.status();
  Part part{*end, {}};
  for (const std::size_t label : rows.Finish()) part.lines[label] = std::move(lines.at(label));
  return part;
}

// Whether the same rows would count today: the log goes on where the part was made, and none of those who
// have labels was erased since, or said otherwise about training.
absl::StatusOr<bool> Holds(const ExportOptions& options, const ExportPlan& plan, std::int32_t partition,
                           const Part& part, LogProgress& progress) {
  bool holds = true;
  std::int64_t next =
      part.next_offset;  // where a record is missing, its partition is not the one that was read
  const auto look = [&](const std::vector<feature_store::LogRecord>& records) {
    for (const auto& record : records) {
      holds = holds && record.offset == next;
      next = record.offset + 1;
      if (record.event && feature_store::ChangesWhoCounts(*record.event))
        holds = holds && !plan.learners.contains(record.event->learner_id);
    }
    progress.Add(records.size());
    return absl::OkStatus();
  };
  const auto end = ReadPartitionFrom(options.log, partition, part.next_offset, look);
  if (!end.ok()) return end.status();
  return holds && *end == next;
}

// All lines, from parts that hold at the end: who was erased while others were read is not in them either.
class Work {
 public:
  Work(const ExportOptions& options, const ExportPlan& plan, const Parts& parts,
       std::vector<std::int32_t> partitions)
      : options_(options),
        plan_(plan),
        parts_(parts),
        partitions_(std::move(partitions)),
        progress_("exporting", partitions_.size()) {}

  absl::StatusOr<Lines> Run() {
    for (const std::int32_t partition : partitions_) {
      progress_.Begin(++begun_);
      if (parts_.Read(partition).ok()) {
        resumed_.insert(partition);
      } else if (const auto part = Make(partition); !part.ok()) {
        return part.status();
      }
    }
    Lines all;
    for (const std::int32_t partition : partitions_) {
      auto part = Confirmed(partition);
      if (!part.ok()) return part.status();
      all.merge(part->lines);
    }
    return all;
  }
  std::size_t resumed() const { return resumed_.size(); }

 private:
  absl::StatusOr<Part> Make(std::int32_t partition) {
    resumed_.erase(partition);
    auto part = MakePart(options_, plan_, partition, progress_);
    if (!part.ok()) return part;
    if (absl::Status kept = parts_.Write(partition, *part); !kept.ok()) return kept;
    return part;
  }
  absl::StatusOr<Part> Confirmed(std::int32_t partition) {
    auto part = parts_.Read(partition);
    if (!part.ok()) return part;
    const auto holds = Holds(options_, plan_, partition, *part, progress_);
    if (!holds.ok()) return holds.status();
    return *holds ? std::move(part) : Make(partition);
  }

  const ExportOptions& options_;
  const ExportPlan& plan_;
  const Parts& parts_;
  const std::vector<std::int32_t> partitions_;
  LogProgress progress_;
  std::size_t begun_ = 0;
  std::set<std::int32_t> resumed_;
};

}  // namespace

absl::Status Export(const ExportOptions& options, Cli& cli) {
  const auto plan = MakeExportPlan(options);
  if (!plan.ok()) return plan.status();
  Parts parts(options.out);
  if (absl::Status opened = parts.Open(AboutExport(options, **plan)); !opened.ok()) return opened;
  auto partitions = Partitions(options.log);
  if (!partitions.ok()) return partitions.status();
  Work work(options, **plan, parts, *std::move(partitions));
  const auto lines = work.Run();
  if (!lines.ok()) return lines.status();
  std::string file = HeaderLine((*plan)->refs) + "\n";
  for (const auto& [label, line] : *lines) absl::StrAppend(&file, line, "\n");
  const auto views = ViewsOf((*plan)->refs);
  if (absl::Status written = WriteWhole(options.out, file); !written.ok()) return written;
  if (absl::Status told = WriteOrigin(options.out, file, views); !told.ok()) return told;
  parts.Remove();

  const std::size_t asked = (*plan)->table.labels.size();
  if (cli.json) {
    cli.out << nlohmann::ordered_json({{"rows", lines->size()},
                                       {"labels", asked},
                                       {"features", (*plan)->refs.size()},
                                       {"views", nlohmann::ordered_json::parse(models::ViewsToJson(views))},
                                       {"resumed_partitions", work.resumed()},
                                       {"out", options.out}})
                   .dump(2)
            << "\n";
  } else {
    cli.out << lines->size() << " rows of " << asked << " labels in " << options.out << "\n";
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
