#include "cli/features_text.h"

#include <google/protobuf/util/time_util.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace yachay::cli {
namespace {

using features::v1::FeatureColumn;
using features::v1::FeatureStatus_Name;
using nlohmann::ordered_json;

// "FEATURE_STATUS_NULL_VALUE" → "NULL_VALUE".
std::string Short(const std::string& name, const std::string& prefix) {
  return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name;
}

ordered_json ValueOf(const FeatureColumn& column, int row) {
  if (column.statuses(row) != features::v1::FEATURE_STATUS_PRESENT) return nullptr;
  if (row < column.numbers_size()) return column.numbers(row);
  if (row < column.texts_size()) return column.texts(row);
  ordered_json map = ordered_json::object();
  if (row >= column.maps_size()) return map;
  const auto& numbers = column.maps(row);
  for (int i = 0; i < numbers.keys_size(); ++i) map[numbers.keys(i)] = numbers.values(i);
  return map;
}

ordered_json LearnerJson(const std::string& learner, const features::v1::GetFeaturesResponse& response,
                         int row) {
  ordered_json values = ordered_json::object();
  bool known = false;
  for (const FeatureColumn& column : response.columns()) {
    known |= column.statuses(row) != features::v1::FEATURE_STATUS_NOT_FOUND;
    values[column.name()] = {{"value", ValueOf(column, row)},
                             {"status", Short(FeatureStatus_Name(column.statuses(row)), "FEATURE_STATUS_")},
                             {"time_ms", column.value_times_ms(row)}};
  }
  return {{"learner_id", learner}, {"known", known}, {"features", values}};
}

}  // namespace

ordered_json ViewsJson(const features::v1::ListFeatureViewsResponse& response) {
  ordered_json views = ordered_json::array();
  for (const auto& view : response.views()) {
    ordered_json list = ordered_json::array();
    for (const auto& feature : view.features()) {
      list.push_back({{"name", feature.name()},
                      {"type", Short(features::v1::FeatureType_Name(feature.type()), "FEATURE_TYPE_")},
                      {"description", feature.description()}});
    }
    views.push_back(
        {{"name", view.name()},
         {"hash", view.hash()},
         {"description", view.description()},
         {"owner", view.owner()},
         {"version", view.version()},
         {"entity", view.entity()},
         {"max_age_days", view.has_max_age() ? ordered_json(view.max_age().seconds() / 86'400) : nullptr},
         {"features", list}});
  }
  return {{"views", views}};
}

void PrintViews(const features::v1::ListFeatureViewsResponse& response, std::ostream& out) {
  for (const auto& view : response.views()) {
    out << view.name() << "  (" << view.hash() << ", version " << view.version() << " of " << view.owner()
        << (view.has_max_age() ? absl::StrCat(", for ", view.max_age().seconds() / 86'400, " days") : "")
        << ")  " << view.description() << "\n";
    for (const auto& feature : view.features()) {
      out << absl::StrFormat("  %-26s %-11s %s\n", feature.name(),
                             Short(features::v1::FeatureType_Name(feature.type()), "FEATURE_TYPE_"),
                             feature.description());
    }
  }
}

ordered_json FeaturesJson(const std::vector<std::string>& learners,
                          const features::v1::GetFeaturesResponse& response) {
  ordered_json rows = ordered_json::array();
  for (std::size_t i = 0; i < learners.size(); ++i)
    rows.push_back(LearnerJson(learners[i], response, static_cast<int>(i)));
  ordered_json hashes = ordered_json::object();
  for (const auto& column : response.columns()) {
    const std::string view = column.name().substr(0, column.name().find(':'));
    if (const auto it = response.view_hashes().find(view); it != response.view_hashes().end())
      hashes[view] = it->second;
  }
  return {{"learners", rows}, {"view_hashes", hashes}};
}

void PrintFeatures(const std::vector<std::string>& learners,
                   const features::v1::GetFeaturesResponse& response, std::ostream& out) {
  for (std::size_t i = 0; i < learners.size(); ++i) {
    const int row = static_cast<int>(i);
    const ordered_json learner = LearnerJson(learners[i], response, row);
    out << learners[i] << (learner["known"].get<bool>() ? "\n" : "  (not known)\n");
    if (!learner["known"].get<bool>()) continue;
    for (const auto& [name, value] : learner["features"].items()) {
      const std::string shown =
          value["value"].is_null() ? value["status"].get<std::string>() : value["value"].dump();
      out << absl::StrFormat("  %-38s %s\n", name, shown);
    }
  }
}

ordered_json PositionJson(const features::v1::GetLogPositionResponse& response) {
  ordered_json partitions = ordered_json::array();
  std::int64_t next = 0, end = 0;
  std::uint64_t applied = 0, duplicates = 0, dead = 0, erased = 0;
  bool ends_known = true;
  for (const auto& p : response.partitions()) {
    partitions.push_back({{"partition", p.partition()},
                          {"next_offset", p.next_offset()},
                          {"end_offset", p.end_offset()},
                          {"applied", p.applied()},
                          {"duplicates", p.duplicates()},
                          {"dead_lettered", p.dead_lettered()},
                          {"erased", p.erased()}});
    next += p.next_offset();
    end += p.end_offset();
    applied += p.applied();
    duplicates += p.duplicates();
    dead += p.dead_lettered();
    erased += p.erased();
    ends_known &= p.end_offset() >= 0;
  }
  const std::int64_t lag = end - next;
  return {{"partitions", partitions},
          {"totals",
           {{"next_offset", next},
            {"end_offset", ends_known ? end : -1},
            {"applied", applied},
            {"duplicates", duplicates},
            {"dead_lettered", dead},
            {"erased", erased},
            {"lag", ends_known ? lag : -1}}}};
}

void PrintPosition(const features::v1::GetLogPositionResponse& response, std::ostream& out) {
  constexpr char kRow[] = "%9s %12s %12s %12s %11s %14s %8s\n";
  const auto cell = [](const ordered_json& row, const char* name) { return row[name].dump(); };
  const ordered_json all = PositionJson(response);
  out << absl::StrFormat(kRow, "partition", "next offset", "end offset", "applied", "duplicates",
                         "dead-lettered", "erased");
  const auto print = [&](const std::string& name, const ordered_json& row) {
    out << absl::StrFormat(kRow, name, cell(row, "next_offset"), cell(row, "end_offset"),
                           cell(row, "applied"), cell(row, "duplicates"), cell(row, "dead_lettered"),
                           cell(row, "erased"));
  };
  for (const auto& row : all["partitions"]) print(cell(row, "partition"), row);
  print("all", all["totals"]);
}

ordered_json ReceiptJson(const features::v1::GetErasureReceiptResponse& receipt) {
  const auto time = [](const auto& t) { return google::protobuf::util::TimeUtil::ToString(t); };
  return {{"request_id", receipt.request_id()},
          {"learner_hash", receipt.learner_hash()},
          {"requested_at", time(receipt.requested_at())},
          {"received_at", time(receipt.received_at())},
          {"erased_up_to",
           {{"partition", receipt.erased_up_to().partition()}, {"offset", receipt.erased_up_to().offset()}}},
          {"erased_events", receipt.erased_events()},
          {"dropped_events", receipt.dropped_events()},
          {"off_the_log_by", time(receipt.off_the_log_by())},
          {"files_purged", receipt.files_purged()}};
}

void PrintReceipt(const features::v1::GetErasureReceiptResponse& receipt, std::ostream& out) {
  const ordered_json all = ReceiptJson(receipt);
  for (const auto& [name, value] : all.items())
    out << absl::StrFormat("%-15s %s\n", name, value.is_string() ? value.get<std::string>() : value.dump());
}

}  // namespace yachay::cli
