#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/command.h"
#include "cli/events_options.h"
#include "events/topics.h"
#include "kafka/log_reader.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

ordered_json EventJson(const kafka::ReceivedRecord& record) {
  events::v1::LearnerEvent proto;
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!proto.ParseFromString(record.value) ||
      !google::protobuf::util::MessageToJsonString(proto, &text, options).ok()) {
    return nullptr;
  }
  return ordered_json::parse(text);
}

ordered_json RecordJson(const kafka::ReceivedRecord& record) {
  ordered_json headers = ordered_json::object();
  for (const kafka::Header& header : record.headers) headers[header.name] = header.value;
  return {{"partition", record.partition},
          {"offset", record.offset},
          {"timestamp_ms", record.timestamp_ms},
          {"key", record.key},
          {"headers", headers},
          {"event", EventJson(record)}};
}

void PrintLine(const kafka::ReceivedRecord& record, bool event_alone, Cli& cli) {
  if (event_alone) {
    cli.out << EventJson(record).dump(-1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
    return;
  }
  cli.out << absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ ", absl::FromUnixMillis(record.timestamp_ms),
                              absl::UTCTimeZone())
          << record.partition << ":" << record.offset << " " << record.key << " "
          << EventJson(record).dump(-1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
}

void PrintAll(std::vector<kafka::ReceivedRecord> records, std::size_t last, bool events_alone, Cli& cli) {
  std::stable_sort(records.begin(), records.end(),
                   [](const auto& a, const auto& b) { return a.timestamp_ms < b.timestamp_ms; });
  if (records.size() > last)
    records.erase(records.begin(), records.end() - static_cast<std::ptrdiff_t>(last));
  ordered_json list = ordered_json::array();
  for (const auto& record : records) {
    if (cli.json) {
      list.push_back(RecordJson(record));
    } else {
      PrintLine(record, events_alone, cli);
    }
  }
  if (cli.json) {
    cli.out << ordered_json{{"records", list}}.dump(2, ' ', false, ordered_json::error_handler_t::replace)
            << "\n";
  }
}

}  // namespace

absl::Status TailEvents(const EventsOptions& options, Cli& cli) {
  if (options.follow && cli.json) {
    return absl::InvalidArgumentError("--follow has no end, and --json is one document: leave one out");
  }
  if (options.lines && cli.json)
    return absl::InvalidArgumentError("--lines is a document a line, and --json one document: leave one out");
  const auto reader =
      kafka::LogReader::Create({.brokers = options.brokers,
                                .topic = events::Topics(options.topic_prefix).learner_events(),
                                .client_id = "yachay-tail",
                                .last = options.last});
  if (!reader.ok()) return reader.status();
  std::vector<kafka::ReceivedRecord> records;
  const auto collect = [&](kafka::Batch batch) {
    records.insert(records.end(), batch.begin(), batch.end());
    return absl::OkStatus();
  };
  const absl::Status read = (*reader)->ReadToEnd(collect, absl::Seconds(options.timeout_s));
  if (!read.ok()) return read;
  PrintAll(std::move(records), static_cast<std::size_t>(options.last), options.lines, cli);
  if (!options.follow) return absl::OkStatus();
  (*reader)->Follow([&](kafka::Batch batch) {
    for (const auto& record : batch) PrintLine(record, options.lines, cli);
    return absl::OkStatus();
  });
  while (true) pause();
}

}  // namespace yachay::cli
