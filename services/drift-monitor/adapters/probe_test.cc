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
  probe.Watch(monitor);
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
  CHECK(text.find("yachay_drift_score{column=\"Genre\",model=\"engagement\"} 0") != std::string::npos);
  CHECK(text.find("yachay_drift_retrain_requests_total{model=\"engagement\"} 1") != std::string::npos);
  CHECK(text.find("yachay_drift_rows_total{result=\"counted\"} 1") != std::string::npos);
  CHECK(text.find("yachay_drift_rows_total{result=\"unreadable\"} 1") != std::string::npos);
}

}  // namespace
}  // namespace yachay::drift_monitor
