#include "adapters/probe.h"

#include "service/metrics.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string&, uint64_t) {
  return std::make_shared<const drift::Reference>(
      *drift::Reference::FromColumns({{.name = "Genre",
                                       .kind = drift::ColumnKind::kCategory,
                                       .numbers = {},
                                       .categories = {"RPG", "Sports"}}}));
}

TEST_CASE("A scrape shows the last window's scores, the requests, and what became of rows") {
  service::Metrics metrics;
  Probe probe(metrics);
  Monitor monitor({.windows = {.rows = 1, .remembered_rows = 200},
                   .kept_reports = 5,
                   .kept_versions = 2,
                   .cooldown_windows = 20,
                   .compare = {},
                   .rule = {}},
                  FindReference);
  LabelBook labels({"Gender", "Location"});
  probe.Watch(monitor, labels);
  CHECK(metrics.Scrape().find("yachay_drift_share") == std::string::npos);

  const auto taken = monitor.Take({.prediction_id = "1", .model = "engagement", .version = 1, .values = {}});
  REQUIRE(taken.ok());
  probe.Taken(*taken);
  probe.Closed(*monitor.Closing());
  monitor.Close();
  kafka::ReceivedRecord record;
  probe.Unreadable(record, absl::InvalidArgumentError("value: this is no PredictionLogged"));

  const std::string text = metrics.Scrape();
  INFO(text);
  CHECK(text.find("yachay_drift_share{model=\"engagement\"} 1") !=
        std::string::npos);  // it lost all its values
  CHECK(text.find("yachay_drift_schema_changed{model=\"engagement\"} 1") != std::string::npos);
  CHECK(text.find("yachay_drift_newest_row_timestamp_seconds{model=\"engagement\"} 0") != std::string::npos);
  CHECK(text.find("yachay_drift_score{column=\"Genre\",model=\"engagement\"} 0") != std::string::npos);
  CHECK(text.find("yachay_drift_retrain_requests_total{model=\"engagement\"} 1") != std::string::npos);
  CHECK(text.find("yachay_drift_rows_total{result=\"counted\"} 1") != std::string::npos);
  CHECK(text.find("yachay_drift_rows_total{result=\"unreadable\"} 1") != std::string::npos);
  CHECK(text.find("yachay_drift_real_accuracy") == std::string::npos);
}

TEST_CASE("A scrape shows the real figures of the last window that has labels") {
  service::Metrics metrics;
  Probe probe(metrics);
  Monitor monitor({.windows = {.rows = 1}}, FindReference);
  LabelBook labels({"Gender", "Location"});
  probe.Watch(monitor, labels);
  for (const int second : {1, 2}) {
    REQUIRE(monitor.Take({std::to_string(second), "engagement", 1, absl::FromUnixSeconds(second), {}}).ok());
    monitor.Close();
  }
  for (int i = 0; i < 80; ++i) {  // of the first window
    labels.Take({.prediction_id = std::to_string(i),
                 .model = "engagement",
                 .version = 1,
                 .served_at = absl::FromUnixSeconds(1),
                 .probabilities = {0.75F, 0.25F},
                 .label = i % 8 == 0 ? 1 : 0,
                 .categories = {{"Gender", i % 2 == 0 ? "Female" : "Male"}}});
  }
  const std::string text = metrics.Scrape();
  INFO(text);
  for (const char* line : {"yachay_drift_labelled_rows{model=\"engagement\"} 80",
                           "yachay_drift_real_accuracy{model=\"engagement\"} 0.875",
                           "yachay_drift_estimate_error{model=\"engagement\"} -0.125",
                           "yachay_drift_error_gap{column=\"Gender\",model=\"engagement\"} 0.25",
                           "yachay_drift_error_gap_low{column=\"Gender\",model=\"engagement\"} 0.1",
                           "yachay_drift_error_gap{column=\"Location\",model=\"engagement\"} Nan"}) {
    CHECK(text.find(line) != std::string::npos);
  }
}

}  // namespace
}  // namespace yachay::drift_monitor
