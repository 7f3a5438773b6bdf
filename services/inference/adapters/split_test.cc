// The champion's traffic split between two versions, and a challenger that scores unseen.
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "adapters/prediction_log.h"
#include "fixture/inference_server.h"
#include "testing/catch.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::inference {
namespace {

constexpr size_t kRows = 400;

struct Fixture {
  absl::Mutex mutex;
  std::vector<v1::PredictionLogged> logged;  // guarded by mutex
  PredictionLog log{{},
                    [this](const kafka::Record& record, absl::AnyInvocable<void(absl::Status)> done) {
                      // On the log's thread, and Catch's checks are for one: what does not parse is missed.
                      const absl::MutexLock lock(&mutex);
                      if (!logged.emplace_back().ParseFromString(record.value)) logged.pop_back();
                      done(absl::OkStatus());
                      return absl::OkStatus();
                    },
                    [](size_t) {}};
  InferenceServer server;
  const XgboostModel champion{3, 20, 5};
  const XgboostModel challenger{3, 3, 6};
  const std::vector<float> rows = RandomRows(kRows, 7);

  explicit Fixture(const ArmsOptions& arms) : server(nullptr, &log, arms) {
    Promote(server.registry, champion.Candidate("engagement"));
    const auto ref = server.registry.Register(challenger.Candidate("engagement"));
    REQUIRE(ref.ok());
    REQUIRE(server.registry
                .MoveAlias({.model = "engagement",
                            .alias = "challenger",
                            .to = ref->version,
                            .expected_from = std::nullopt,
                            .who = "test",
                            .evidence = "test"})
                .ok());
    server.Poll();
  }
  v1::PredictRequest Request() const {
    v1::PredictRequest request;
    request.set_model("engagement");
    *request.mutable_features() = ToMatrix(rows);
    for (size_t i = 0; i < kRows; ++i) request.mutable_features()->add_learner_ids(absl::StrCat("l", i));
    return request;
  }
};

TEST_CASE("a split gives each learner one arm with its probability, and scores it with that arm's version") {
  Fixture f({.split = {"challenger", 0.25}, .shadow = ""});
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(f.Request(), response).ok());
  REQUIRE(response.assignments_size() == static_cast<int>(kRows));
  const std::map<uint64_t, std::vector<float>> expected = {{1, f.champion.Scores(f.rows)},
                                                           {2, f.challenger.Scores(f.rows)}};
  int challenged = 0;
  for (int row = 0; row < static_cast<int>(kRows); ++row) {
    const v1::Assignment& assigned = response.assignments(row);
    const bool in_arm = assigned.version() == 2;
    challenged += in_arm ? 1 : 0;
    CHECK(assigned.alias() == (in_arm ? "challenger" : "champion"));
    CHECK(assigned.probability() == (in_arm ? 0.25 : 0.75));
    for (int k = 0; k < 3; ++k) {
      CHECK(response.probabilities(row * 3 + k) ==
            expected.at(assigned.version())[static_cast<size_t>(row * 3 + k)]);
    }
  }
  CHECK(challenged > 60);
  CHECK(challenged < 140);

  v1::PredictResponse again;
  REQUIRE(f.server.Predict(f.Request(), again).ok());
  for (int row = 0; row < again.assignments_size(); ++row)
    CHECK(again.assignments(row).version() == response.assignments(row).version());

  f.log.Close();
  const absl::MutexLock lock(&f.mutex);
  REQUIRE(f.logged.size() == 2 * kRows);
  for (size_t row = 0; row < kRows; ++row) {
    CHECK(f.logged[row].version() == response.assignments(static_cast<int>(row)).version());
    CHECK(f.logged[row].assignment_probability() ==
          response.assignments(static_cast<int>(row)).probability());
  }
  CHECK(f.server.Metrics().find(absl::StrCat("yachay_predictions_total{model=\"engagement\",version=\"2\"} ",
                                             2 * challenged)) != std::string::npos);
}

TEST_CASE("who names a version, or asks for margins, is not split") {
  Fixture f({.split = {"challenger", 1.0}, .shadow = ""});
  v1::PredictRequest request = f.Request();
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(request, response).ok());
  CHECK(response.assignments(0).version() == 2);
  request.add_outputs(v1::OUTPUT_MARGIN);
  REQUIRE(f.server.Predict(request, response).ok());
  CHECK(response.assignments_size() == 0);
  request = f.Request();
  request.set_alias("champion");
  REQUIRE(f.server.Predict(request, response).ok());
  CHECK(response.assignments_size() == 0);
  CHECK(response.version() == 1);
}

TEST_CASE("a shadow changes no answer, and its figures are those of the two models' scores") {
  Fixture f({.split = {}, .shadow = "challenger"});
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(f.Request(), response).ok());
  CHECK(response.version() == 1);
  const std::vector<float> ours = f.champion.Scores(f.rows);
  const std::vector<float> theirs = f.challenger.Scores(f.rows);
  CHECK(std::vector<float>(response.probabilities().begin(), response.probabilities().end()) == ours);
  f.server.shadow().Close();
  const Comparison expected = Compare(ours, theirs, 3);
  CHECK(expected.agreed < kRows);
  const std::string metrics = f.server.Metrics();
  const std::string labels = "{model=\"engagement\",version=\"2\"} ";
  CHECK(metrics.find(absl::StrCat("yachay_shadow_rows_total", labels, kRows)) != std::string::npos);
  CHECK(metrics.find(absl::StrCat("yachay_shadow_agreed_total", labels, expected.agreed)) !=
        std::string::npos);
  CHECK(metrics.find(absl::StrCat("yachay_shadow_score_difference_count", labels, kRows)) !=
        std::string::npos);
  CHECK(metrics.find(absl::StrCat("yachay_shadow_scoring_seconds_count", labels, 1)) != std::string::npos);
  // It was no prediction of the challenger's.
  CHECK(metrics.find("yachay_predictions_total{model=\"engagement\",version=\"2\"}") == std::string::npos);
}

}  // namespace
}  // namespace yachay::inference
