#include "adapters/retrain_topic.h"

#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "service/trace.h"
#include "testing/catch.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::drift_monitor {
namespace {

constexpr char kTopic[] = "yachay.retrain-requests.v1";
constexpr absl::Duration kLong = absl::Seconds(60);

Report Asking(uint64_t version) {
  Report report{.model = "engagement",
                .version = version,
                .window = 1,
                .start = absl::FromUnixMillis(1500),
                .end = {},
                .verdict = {},
                .decision = {true, "share", "share of drifted columns 0.42 > 0.30"},
                .request_key = RequestKey("engagement", version, 1, "share")};
  report.verdict.columns = {{.name = "Age", .drifted = false, .note = ""},
                            {.name = "Sessions", .drifted = true, .note = ""}};
  report.verdict.current_rows = 100;
  return report;
}

std::vector<models::v1::RetrainRequested> OnTheLog(const std::string& brokers) {
  std::vector<models::v1::RetrainRequested> requests;
  auto reader = kafka::LogReader::Create({.brokers = brokers, .topic = kTopic, .properties = {}, .log = {}});
  REQUIRE(reader.ok());
  const absl::Status read = (*reader)->ReadToEnd(
      [&](kafka::Batch batch) {
        for (const auto& record : batch) requests.emplace_back().ParseFromString(record.value);
        return absl::OkStatus();
      },
      kLong);
  REQUIRE(read.ok());
  return requests;
}

std::unique_ptr<RetrainTopic> Open(const std::string& brokers) {
  return *RetrainTopic::Open(brokers, kTopic, kLong, [] { return absl::FromUnixMillis(2500); });
}

TEST_CASE("A request is on the log once, whoever asks again") {
  auto broker = kafka::EmbeddedBroker::Start({.topics = {{kTopic, 1}}});
  REQUIRE(broker.ok());
  const std::string brokers = (*broker)->brokers();
  auto first = Open(brokers);
  REQUIRE(first->Ask(Asking(1)).ok());
  REQUIRE(first->Ask(Asking(1)).ok());
  auto second = Open(brokers);  // another life of the process
  REQUIRE(second->Ask(Asking(1)).ok());
  REQUIRE(second->Ask(Asking(2)).ok());
  REQUIRE(first->Ask(Asking(2)).ok());
  const auto requests = OnTheLog(brokers);
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].version() == 1);
  CHECK(requests[1].version() == 2);
}

TEST_CASE("A request says what drifted, when and by which rule") {
  const kafka::Record record = RetrainRecord(Asking(3), absl::FromUnixMillis(2500));
  models::v1::RetrainRequested request;
  REQUIRE(request.ParseFromString(record.value));
  CHECK(record.key == "engagement");
  CHECK(*kafka::FindHeader(record, "ce_type") == "yachay.models.v1.RetrainRequested");
  CHECK(*kafka::FindHeader(record, "ce_time") == "1970-01-01T00:00:02.5+00:00");
  CHECK(service::IsTraceparent(*kafka::FindHeader(record, service::kTraceparent)));
  CHECK(request.idempotency_key() == Asking(3).request_key);
  CHECK(request.reason() == "share of drifted columns 0.42 > 0.30");
  REQUIRE(request.drifted_columns_size() == 1);
  CHECK(request.drifted_columns(0) == "Sessions");
  CHECK(request.window_start().nanos() == 500'000'000);
  CHECK(request.window_rows() == 100);
}

}  // namespace
}  // namespace yachay::drift_monitor
