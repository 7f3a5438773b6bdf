// Any bytes are records of the topics of predictions and outcomes, or are refused with the field; rows that
// were read can be counted, by windows of rows and of time, and what was counted can be kept and restored.
// The input: records, each after a byte of its length.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "adapters/outcome_decoder.h"
#include "adapters/prediction_decoder.h"
#include "core/monitor.h"

namespace {

using namespace yachay;  // NOLINT(google-build-using-namespace): a fuzz target

absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string&, std::uint64_t) {
  static const auto reference = [] {
    using drift::ColumnKind;
    const std::vector<drift::Column> columns = {
        {"Age", ColumnKind::kNumber, {1, 2, 3}, {}},
        {"Gender", ColumnKind::kCategory, {}, {"f", "m", ""}},
        {std::string(drift::kPredictionColumn), ColumnKind::kCategory, {}, {"Low", "High", ""}}};
    return std::make_shared<const drift::Reference>(*drift::Reference::FromColumns(columns));
  }();
  return reference;
}

std::vector<kafka::ReceivedRecord> Records(const std::uint8_t* data, std::size_t size) {
  std::vector<kafka::ReceivedRecord> records;
  for (std::size_t at = 0; at < size && records.size() < 32;) {
    const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
    kafka::ReceivedRecord record;
    record.offset = static_cast<std::int64_t>(records.size());
    record.value.assign(reinterpret_cast<const char*>(data) + at + 1, length);
    records.push_back(std::move(record));
    at += 1 + length;
  }
  return records;
}

void CheckRefused(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status) || status.message().empty()) std::abort();
}

void Count(const std::vector<drift_monitor::ServedRow>& rows, const drift_monitor::WindowTimes& windows) {
  const auto now = [] { return absl::FromUnixSeconds(1'790'000'000); };
  drift_monitor::Monitor monitor({.windows = windows}, FindReference, now);
  monitor.Assign({0});
  std::map<std::string, std::string> state;
  for (const auto& row : rows) {
    if (!monitor.Take(row).ok()) std::abort();
    for (int closed = 0; monitor.Closing().has_value() && closed < 8; ++closed) {
      monitor.Close();
      if (!monitor.Advance().ok()) std::abort();
    }
    if (monitor.Closing().has_value()) return;  // far apart in time: more windows than there is patience for
    for (const auto& [key, value] : monitor.TakeChanges()) {
      state.erase(key);
      if (value.has_value()) state[key] = *value;
    }
  }
  const absl::Status restored = drift_monitor::Monitor({.windows = windows}, FindReference, now).Restore(state);
  if (!restored.ok()) {
    std::cerr << restored << "\n";
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<drift_monitor::ServedRow> rows;
  for (const auto& record : Records(data, size)) {
    const auto outcome = drift_monitor::DecodeOutcome(record);
    if (!outcome.ok()) CheckRefused(outcome.status());
    auto row = drift_monitor::DecodePrediction(record);
    row.ok() ? rows.push_back(*std::move(row)) : CheckRefused(row.status());
  }
  Count(rows, {.rows = 4});
  Count(rows, {.span = absl::Hours(2), .slide = absl::Hours(1)});
  return 0;
}
