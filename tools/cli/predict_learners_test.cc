#include "cli/predict_learners.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/predict_stream.h"
#include "features/local_day.h"
#include "features/test_events.h"
#include "fixture/feature_store.h"
#include "models/encoder.h"
#include "scoring/dense_model.h"
#include "scoring/open.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A model of two features of the view "engagement".
LoadedModel Model() {
  models::Manifest manifest;
  manifest.name = "m";
  manifest.algorithm = "logistic";
  manifest.classes = {"High", "Low"};
  manifest.features = {{"SessionsPerWeek"}, {"PlayerLevel"}};
  manifest.preparation = {{}, {}};
  auto scorer = scoring::Open(manifest, scoring::LayersToJson({{2, 2, {0.1F, -0.2F, 0.3F, 0.1F}, {0, 0}}}));
  REQUIRE(scorer.ok());
  return {{"m", 1}, manifest, *std::move(scorer)};
}

absl::StatusOr<PredictSummary> PredictLearners(const LoadedModel& model, const LearnerRows& rows) {
  PredictOptions options;
  options.data = "learners.csv";
  options.out = "learners-out.csv";
  options.id = kLearnerColumn;
  options.block_bytes = 64;
  options.save_every = 1;
  options.read = [&rows](const CsvBlock& block) { return rows.Read(block); };
  return PredictFile(model, options);
}

TEST_CASE("learners are scored in order with the features that the store has; unknown ones are left out") {
  inference::FeatureStoreFixture store(features::kT0 + 20 * features::kDayMs);
  std::vector<std::string> known;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    auto events = features::RandomEvents(seed, 60, 40);
    known.push_back(absl::StrCat("learner-", 20 - seed));
    for (auto& event : events) event.learner_id = known.back();
    store.Fold(events);
  }
  std::ofstream file("learners.csv");
  file << "note,learner_id\n";
  for (const std::string& learner : known) file << "x," << learner << "\nx,nobody-" << learner << "\n";
  file.close();

  const LoadedModel model = Model();
  auto rows = LearnerRows::Connect(store.address(), "engagement", model.manifest.features, absl::Seconds(30));
  REQUIRE(rows.ok());
  const auto summary = PredictLearners(model, *rows);
  INFO(summary.status());
  REQUIRE(summary.ok());
  CHECK(summary->total.rows == known.size());
  const std::string out = ReadText("learners-out.csv");
  size_t at = out.find('\n');
  for (const std::string& learner : known) {
    CHECK(out.compare(at + 1, learner.size() + 1, learner + ",") == 0);
    at = out.find('\n', at + 1);
  }
  CHECK(out.find("nobody") == std::string::npos);
}

TEST_CASE("a store that is away leaves the progress, a view that does not fit says so") {
  std::ofstream("learners.csv") << "learner_id\nana\n";
  const LoadedModel model = Model();
  auto away =
      LearnerRows::Connect("127.0.0.1:1", "engagement", model.manifest.features, absl::Milliseconds(50));
  const auto summary = PredictLearners(model, *away);
  CHECK((absl::IsUnavailable(summary.status()) || absl::IsDeadlineExceeded(summary.status())));
  CHECK(std::filesystem::exists("learners-out.csv.partial"));

  inference::FeatureStoreFixture store(features::kT0);
  auto other = LearnerRows::Connect(store.address(), "nothing", model.manifest.features, absl::Seconds(30));
  CHECK(absl::IsFailedPrecondition(PredictLearners(model, *other).status()));
  std::filesystem::remove("learners-out.csv.partial");
}

}  // namespace
}  // namespace yachay::cli
