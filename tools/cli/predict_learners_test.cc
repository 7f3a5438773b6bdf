#include "cli/predict_learners.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/predict_stream.h"
#include "features/engagement.h"
#include "features/local_day.h"
#include "features/test_events.h"
#include "features/test_views.h"
#include "fixture/feature_store.h"
#include "fixture/model_fixture.h"
#include "models/encoder.h"
#include "scoring/dense_model.h"
#include "scoring/open.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

using namespace std::string_literals;

const LearnerRowsOptions kAway = {.feature_store = "127.0.0.1:1", .timeout = absl::Milliseconds(50)};

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

// learners.csv: a dozen learners, each before one that the store does not know.
std::vector<std::string> WriteLearnersOf(inference::FeatureStoreFixture& store) {
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
  return known;
}

absl::StatusOr<PredictSummary> PredictLearners(const LoadedModel& model,
                                               const decltype(PredictOptions::read)& read) {
  PredictOptions options;
  options.data = "learners.csv";
  options.out = "learners-out.csv";
  options.id = kLearnerColumn;
  options.block_bytes = 64;
  options.save_every = 1;
  options.read = read;
  return PredictFile(model, options);
}

absl::StatusOr<PredictSummary> PredictLearners(const LoadedModel& model, const LearnerRows& rows) {
  return PredictLearners(model, [&rows](CsvBlock block) { return rows.Read(std::move(block)); });
}

TEST_CASE("learners are scored in order with the features that the store has; unknown ones are left out") {
  inference::FeatureStoreFixture store(features::kT0 + 20 * features::kDayMs);
  const std::vector<std::string> known = WriteLearnersOf(store);
  const LoadedModel model = Model();
  auto rows = LearnerRows::Connect({.feature_store = store.address()}, model.manifest);
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
  auto away = LearnerRows::Connect(kAway, model.manifest);
  const auto summary = PredictLearners(model, *away);
  CHECK((absl::IsUnavailable(summary.status()) || absl::IsDeadlineExceeded(summary.status())));
  CHECK(std::filesystem::exists("learners-out.csv.partial"));

  inference::FeatureStoreFixture store(features::kT0);
  auto other = LearnerRows::Connect({.feature_store = store.address(), .view = "nothing"}, model.manifest);
  CHECK(absl::IsFailedPrecondition(PredictLearners(model, *other).status()));
  std::filesystem::remove("learners-out.csv.partial");
}

TEST_CASE("rows of other definitions than the model was trained on are refused, unless asked for") {
  inference::FeatureStoreFixture store(features::kT0 + 20 * features::kDayMs, "",
                                       features::ChangedEngagementViews());
  const std::vector<std::string> known = WriteLearnersOf(store);
  LoadedModel model = Model();
  const std::string hash = features::EngagementViews().views().front().hash;
  model.manifest.views = {{"engagement", 1, hash}};
  const auto predict = [&](const std::string& other_views) {
    return PredictLearners(
        model, *LearnerRows::Connect({.feature_store = store.address(), .other_views = other_views},
                                     model.manifest));
  };
  std::filesystem::remove("learners-out.csv");
  const absl::Status refused = predict("refuse").status();
  CHECK(absl::IsFailedPrecondition(refused));
  CHECK(absl::StrContains(refused.message(),
                          absl::StrCat("view \"engagement\": trained on ", hash, " (version 1), here ")));
  CHECK(absl::EndsWith(refused.message(), "promote it, or say --other-views serve"));
  CHECK_FALSE(std::filesystem::exists("learners-out.csv"));
  const auto served = predict("serve");
  REQUIRE(served.ok());
  CHECK(served->total.rows == known.size());

  // Of the definitions that the store serves, as its refusal named them.
  model.manifest.views.front().hash =
      std::string(refused.message().substr(refused.message().find("here ") + 5, hash.size()));
  CHECK(model.manifest.views.front().hash != hash);
  CHECK(predict("refuse").ok());
}

TEST_CASE("`yachay predict` refuses and serves other views as it is told") {
  inference::FeatureStoreFixture store(features::kT0 + 20 * features::kDayMs);
  const std::vector<std::string> known = WriteLearnersOf(store);
  std::filesystem::remove_all("told");
  models::FolderRegistry registry("told");
  models::Candidate candidate = inference::XgboostModel(3, 5, 5).Candidate("engagement");
  candidate.manifest.views = {{"engagement", 1, "0123456789abcdef"}};
  inference::Promote(registry, candidate);
  const auto predict = [&](const std::vector<std::string>& more) {
    std::ostringstream out;
    Cli cli{.json = true, .out = out};
    CLI::App app;
    AddPredictCommand(app, cli);
    std::vector<std::string> arguments = more;  // the last one first, as CLI::App::parse takes them
    for (const std::string& argument :
         {"--out=told.csv"s, "--learners=learners.csv"s, "--registry=told"s, "--model=engagement"s,
          "--feature-store=" + store.address(), "predict"s})
      arguments.push_back(argument);
    app.parse(arguments);
    return cli.run();
  };
  CHECK(absl::StrContains(predict({}).message(), "trained on 0123456789abcdef (version 1), here "));
  CHECK(predict({"--other-views=serve"}).ok());
  CHECK(ReadText("told.csv").find(known.front()) != std::string::npos);
  CHECK_THROWS_AS(predict({"--other-views=perhaps"}), CLI::ValidationError);
}

TEST_CASE("a feature that names its view, as exported rows do, is read from that") {
  inference::FeatureStoreFixture store(features::kT0 + 20 * features::kDayMs);
  const std::vector<std::string> known = WriteLearnersOf(store);
  const LoadedModel plain = Model();
  REQUIRE(
      PredictLearners(plain, *LearnerRows::Connect({.feature_store = store.address()}, plain.manifest)).ok());
  const std::string expected = ReadText("learners-out.csv");
  LoadedModel model = plain;
  for (models::Feature& feature : model.manifest.features) feature.name = "engagement:" + feature.name;
  const auto summary = PredictLearners(
      model, *LearnerRows::Connect({.feature_store = store.address(), .view = "device"}, model.manifest));
  INFO(summary.status());
  REQUIRE(summary.ok());
  CHECK(summary->total.rows == known.size());
  CHECK(ReadText("learners-out.csv") == expected);
}

TEST_CASE("learners go on where a store that went away left them") {
  inference::FeatureStoreFixture store(features::kT0 + 20 * features::kDayMs);
  const std::vector<std::string> known = WriteLearnersOf(store);
  const LoadedModel model = Model();
  const auto rows = LearnerRows::Connect({.feature_store = store.address()}, model.manifest);
  const auto away = LearnerRows::Connect(kAway, model.manifest);
  REQUIRE(PredictLearners(model, *rows).ok());
  const std::string whole = ReadText("learners-out.csv");
  std::filesystem::remove("learners-out.csv");

  const auto cut = PredictLearners(
      model, [&](CsvBlock block) { return (block.first_line < 12 ? *rows : *away).Read(std::move(block)); });
  REQUIRE_FALSE(cut.ok());
  CHECK_FALSE(std::filesystem::exists("learners-out.csv"));
  const auto resumed = PredictLearners(model, *rows);
  REQUIRE(resumed.ok());
  CHECK(resumed->resumed_rows > 0);
  CHECK(resumed->resumed_rows < known.size());
  CHECK(resumed->total.rows == known.size());
  CHECK(ReadText("learners-out.csv") == whole);
}

TEST_CASE("another model of the same name and number, or another source, starts anew") {
  const LoadedModel model = Model();
  PredictOptions options{.data = "again.csv", .out = "again-out.csv", .block_bytes = 16, .save_every = 1};
  options.id = kLearnerColumn;
  std::ofstream(options.data)
      << "learner_id\nlearner-of-many-letters\nanother-of-many-letters\nthe-third-of-them\n";
  options.read = [](const CsvBlock& block) -> absl::StatusOr<std::optional<training::CsvTable>> {
    if (block.first_line > 2) return absl::UnavailableError("gone");
    auto table = training::CsvTable::Parse("learner_id,SessionsPerWeek,PlayerLevel\nana,1,2\n", "t");
    return std::optional(*std::move(table));
  };
  CHECK_FALSE(GoesOn(model, options));
  REQUIRE(absl::IsUnavailable(PredictFile(model, options).status()));
  CHECK(GoesOn(model, options));
  LoadedModel other = model;
  other.manifest.created_at = "2026-01-01T00:00:00Z";
  CHECK_FALSE(GoesOn(other, options));
  options.source = "another store";
  CHECK_FALSE(GoesOn(model, options));
}

TEST_CASE("a regression is refused, and what serves it is named") {
  models::FolderRegistry registry = inference::NewRegistry();
  const auto ref = inference::Promote(registry, inference::XgboostModel(0, 3, 5).Candidate("m"));
  const absl::Status status = LoadModel(registry, "m").status();
  CHECK(absl::IsUnimplemented(status));
  CHECK(status.message() == absl::StrCat(registry.VersionPath(ref),
                                         ": a regression: the command evaluates and predicts classes; "
                                         "inference serves it"));
}

}  // namespace
}  // namespace yachay::cli
