#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <vector>

namespace yachay::feature_store {
namespace {

std::vector<double> AgeBuckets() { return {1, 10, 60, 600, 3600, 86'400, 7 * 86'400, 28 * 86'400}; }

}  // namespace

Probe::Probe(service::Metrics& metrics)
    : applied_(metrics.Counter("yachay_feature_store_applied_total", "Events that changed state")),
      duplicates_(
          metrics.Counter("yachay_feature_store_duplicates_total", "Events that were applied before")),
      dead_lettered_(
          metrics.Counter("yachay_feature_store_dead_lettered_total", "Records that could not be read")),
      erased_(metrics.Counter("yachay_feature_store_erased_total",
                              "Events of learners who were erased before; dropped")),
      erasures_(metrics.Counter("yachay_feature_store_erasures_total", "Learners erased")),
      rewards_(metrics.Counter("yachay_feature_store_rewards_total", "Rewards told on the topic rewards")),
      age_(metrics.Histogram("yachay_feature_store_served_age_seconds",
                             "Age of the newest value of each answer, by event time", {}, AgeBuckets())) {
  constexpr std::array<const char*, 4> kNames = {"present", "null", "not_found", "outside_max_age"};
  for (std::size_t i = 0; i < values_.size(); ++i) {
    values_[i] = &metrics.Counter("yachay_feature_store_values_total", "Values served, by status",
                                  {{"status", kNames[i]}});
  }
}

void Probe::Applied(const BatchCounts& counts) {
  applied_.Increment(static_cast<double>(counts.applied));
  duplicates_.Increment(static_cast<double>(counts.duplicates));
  dead_lettered_.Increment(static_cast<double>(counts.dead_lettered));
  erased_.Increment(static_cast<double>(counts.erased));
  erasures_.Increment(static_cast<double>(counts.erasures));
}

void Probe::Rewarded(std::size_t rewards) { rewards_.Increment(static_cast<double>(rewards)); }

void Probe::Served(absl::Span<const Column> columns, std::int64_t as_of_ms) {
  std::array<std::size_t, 4> counts{};
  std::int64_t newest_ms = 0;
  for (const Column& column : columns) {
    for (const ValueStatus status : column.statuses) ++counts[static_cast<std::size_t>(status)];
    for (const std::int64_t at_ms : column.value_times_ms) newest_ms = std::max(newest_ms, at_ms);
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) values_[i]->Increment(static_cast<double>(counts[i]));
  if (newest_ms > 0) age_.Observe(static_cast<double>(as_of_ms - newest_ms) / 1000);
}

}  // namespace yachay::feature_store
