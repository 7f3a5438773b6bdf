#include "adapters/step_parts.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/log.h"

namespace yachay::drift_monitor {
namespace {

uint64_t NumberOf(const kafka::Record& record, const char* header) {
  const std::string* text = kafka::FindHeader(record, header);
  uint64_t number = 0;
  return text != nullptr && absl::SimpleAtoi(*text, &number) ? number : 0;
}

}  // namespace

std::vector<kafka::Record> PartsOf(const std::string& writer, const std::string& value, size_t most_bytes) {
  const size_t parts = std::max<size_t>(1, (value.size() + most_bytes - 1) / most_bytes);
  std::vector<kafka::Record> records;
  for (size_t i = 0; i < parts; ++i) {
    records.push_back({.key = writer,
                       .value = value.substr(i * most_bytes, most_bytes),
                       .headers = {{"ce_specversion", "1.0"},
                                   {"ce_source", "/yachay/drift-monitor"},
                                   {"ce_type", "yachay.drift.v1.PaneStep"},
                                   {"content-type", "application/protobuf"},
                                   {"part", absl::StrCat(i)},
                                   {"parts", absl::StrCat(parts)}}});
  }
  return records;
}

std::optional<yachay::drift::v1::PaneStep> StepParts::Take(const kafka::ReceivedRecord& record) {
  const uint64_t part = NumberOf(record, "part");
  const uint64_t parts = NumberOf(record, "parts");
  std::string& started = started_[record.key];
  if (part == 0) started.clear();
  started += record.value;
  if (part + 1 < parts) return std::nullopt;
  yachay::drift::v1::PaneStep step;
  const bool read = step.ParseFromString(started);
  started_.erase(record.key);
  if (read) return step;
  service::LogWarn("passed over a record", {{"topic", record.topic}, {"offset", record.offset}});
  return std::nullopt;
}

}  // namespace yachay::drift_monitor
