#include "cli/features_replay.h"

#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "features/training_rows.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

ordered_json Cell(const features::FeatureValue& value) {
  if (const auto* number = std::get_if<double>(&value.value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value.value)) return *text;
  return nullptr;
}

// RFC 4180; numbers in the shortest form that reads back to the same bits.
std::string CsvCell(const ordered_json& cell) {
  if (cell.is_null()) return "";
  if (cell.is_number()) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, cell.get<double>()).ptr);
  }
  const auto& text = cell.get_ref<const std::string&>();
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::vector<std::string> Columns(const features::View& view, bool label) {
  std::vector<std::string> columns = {"PlayerID"};
  for (const features::Feature& feature : view.features) columns.push_back(feature.name);
  if (label) columns.push_back("EngagementLevel");
  return columns;
}

ordered_json Cells(const features::TrainingRow& row, bool label) {
  ordered_json cells = ordered_json::array({row.learner_id});
  for (const auto& value : row.features) cells.push_back(Cell(value));
  if (label) cells.push_back(features::EngagementLabel(row.played_minutes_after));
  return cells;
}

void PrintCsvLine(const ordered_json& cells, std::ostream& out) {
  const char* separator = "";
  for (const auto& cell : cells) {
    out << separator << CsvCell(cell);
    separator = ",";
  }
  out << "\n";
}

absl::Status ReadLog(const FeaturesLog& log, features::TrainingRows& rows, std::uint64_t* unreadable) {
  const auto partitions = Partitions(log);
  if (!partitions.ok()) return partitions.status();
  const auto add = [&](const std::vector<feature_store::LogRecord>& records) {
    for (const auto& record : records) {
      record.event ? rows.Add(*record.event, {record.partition, record.offset})
                   : static_cast<void>(++*unreadable);
    }
    return absl::OkStatus();
  };
  for (const std::int32_t partition : *partitions) {
    if (absl::Status read = ReadPartition(log, partition, add); !read.ok()) return read;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Replay(const ReplayOptions& options, Cli& cli) {
  features::TrainingRowOptions wanted;
  const std::int64_t now_ms = absl::ToUnixMillis(absl::Now());
  wanted.as_of_ms = options.as_of_ms == 0 ? now_ms : options.as_of_ms;
  if (options.label && wanted.as_of_ms + wanted.horizon_ms > now_ms) {
    return absl::InvalidArgumentError(
        "--label needs --as-of-ms at least 7 days ago: the label is what was played in the week after");
  }
  wanted.consent = ConsentOf(options.definitions);
  const auto definitions = Load(options.definitions);
  if (!definitions.ok()) return definitions.status();
  const auto view = EngagementView(*definitions);
  if (!view.ok()) return view.status();
  features::TrainingRows rows(wanted, **view, definitions->rules());
  std::uint64_t unreadable = 0;
  if (const absl::Status read = ReadLog(options.log, rows, &unreadable); !read.ok()) return read;

  ordered_json document = {{"columns", Columns(**view, options.label)}, {"rows", ordered_json::array()}};
  if (!cli.json) PrintCsvLine(document["columns"], cli.out);
  for (const auto& row : rows.Rows()) {
    ordered_json cells = Cells(row, options.label);
    if (cli.json) {
      document["rows"].push_back(std::move(cells));
    } else {
      PrintCsvLine(cells, cli.out);
    }
  }
  if (cli.json) cli.out << document.dump() << "\n";
  if (unreadable > 0) std::cerr << unreadable << " records could not be read and were passed over\n";
  if (rows.duplicates() > 0) std::cerr << rows.duplicates() << " events were there twice and counted once\n";
  return absl::OkStatus();
}

}  // namespace yachay::cli
