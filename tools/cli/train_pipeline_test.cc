#include "cli/train_pipeline.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "cli/models_load.h"
#include "cli/train_compare.h"
#include "drift/reference.h"
#include "models/encoder.h"
#include "models/folder_registry.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

// Where `kind` is "b" the class is High, else Low; `x` says nothing.
training::Dataset Rows(size_t count, std::vector<std::string> kinds) {
  training::Dataset data;
  data.schema = {"id", "level", {"High", "Low"}, {{"x"}, {"kind", models::FeatureKind::kCategory, kinds}}};
  for (size_t r = 0; r < count; ++r) {
    const size_t code = r * 7 % kinds.size();
    data.ids.push_back(absl::StrCat("l", r));
    data.values.push_back(static_cast<float>(r % 13));
    data.values.push_back(static_cast<float>(code));
    data.labels.push_back(kinds[code] == "b" ? 0 : 1);
  }
  return data;
}

TrainingJob Job() {
  TrainingJob job{.model = "level"};
  job.options = {.trees = 20, .depth = 3, .learning_rate = 0.5, .threads = 1};
  job.now = [] { return absl::FromUnixSeconds(1714521600); };
  return job;
}

models::FolderRegistry Fresh(const std::string& folder) {
  std::filesystem::remove_all(folder);
  return models::FolderRegistry(folder);
}

TEST_CASE("training registers a version that loads, with all that serving and drift need") {
  auto registry = Fresh("pipeline");
  const auto outcome = RunTraining(Rows(400, {"a", "b"}), Job(), registry);
  INFO(outcome.status());
  REQUIRE(outcome.ok());
  CHECK(outcome->decision.promote);
  CHECK(outcome->train_rows == 320);
  const auto model = LoadModel(registry, "level@champion");
  INFO(model.status());
  REQUIRE(model.ok());
  CHECK(model->manifest == outcome->manifest);
  CHECK(model->manifest.created_at == "2024-05-01T00:00:00Z");
  const auto reference = drift::Reference::FromJson(*registry.ReadFile(model->ref, "reference.json"));
  REQUIRE(reference.ok());
  CHECK(reference->rows() == 320);
  CHECK(reference->columns().size() == 3);
  CHECK(reference->Find(drift::kPredictionColumn) != nullptr);
}

TEST_CASE("a data set may bring its own held-out rows") {
  auto registry = Fresh("mask");
  training::Dataset data = Rows(400, {"a", "b"});
  data.held_out.assign(400, 0);
  for (size_t r = 0; r < 30; ++r) data.held_out[r] = 1;
  const auto outcome = RunTraining(data, Job(), registry);
  REQUIRE(outcome.ok());
  CHECK(outcome->held_out_rows == 30);
  CHECK(outcome->result.evaluation.rows == 30);
}

TEST_CASE("the champion reads categories by name, whatever their codes") {
  auto registry = Fresh("codes");
  REQUIRE(RunTraining(Rows(400, {"a", "b"}), Job(), registry).ok());
  const auto champion = LoadModel(registry, "level");
  REQUIRE(champion.ok());
  const training::Dataset recoded = Rows(100, {"b", "a"});
  const auto predicted = PredictClasses(*champion, recoded);
  REQUIRE(predicted.ok());
  CHECK(predicted->classes == recoded.labels);
  for (size_t r = 0; r < recoded.rows(); ++r) {
    const auto label = static_cast<size_t>(recoded.labels[r]);
    CHECK(predicted->scores[2 * r + label] > predicted->scores[2 * r + 1 - label]);
  }
  training::Dataset renamed = recoded;
  renamed.schema.classes = {"Low", "Top"};
  CHECK(PredictClasses(*champion, renamed)->classes.front() == -1);
}

TEST_CASE("a champion that reads other columns stays, and the reason says so") {
  auto registry = Fresh("columns");
  REQUIRE(RunTraining(Rows(400, {"a", "b"}), Job(), registry).ok());
  training::Dataset other = Rows(400, {"a", "b"});
  other.schema.features[0].name = std::string("y");
  const auto outcome = RunTraining(other, Job(), registry);
  REQUIRE(outcome.ok());
  CHECK_FALSE(outcome->decision.promote);
  CHECK(outcome->decision.reason.find("the champion reads the column 'x', which these data do not have") !=
        std::string::npos);
  CHECK(*registry.ReadAliases("level") == models::Aliases{{"challenger", 2}, {"champion", 1}});
}

TEST_CASE("a champion of other views stays, and the reason names them") {
  auto registry = Fresh("other-views");
  training::Dataset rows = Rows(400, {"a", "b"});
  rows.views = {{"engagement", 1, "aa"}};
  REQUIRE(RunTraining(rows, Job(), registry)->decision.promote);
  rows.views = {{"engagement", 2, "bb"}};
  const auto outcome = RunTraining(rows, Job(), registry);
  REQUIRE(outcome.ok());
  CHECK_FALSE(outcome->decision.promote);
  CHECK(outcome->decision.reason ==
        "not comparable: the champion reads other definitions than these rows were made by: view "
        "\"engagement\": trained on aa (version 1), here bb; yachay models promote once the feature store "
        "serves them");
  CHECK(registry.Resolve("level@champion")->version == 1);
  CHECK(registry.Resolve("level@challenger")->version == 2);

  rows.views.clear();  // a file that no view made: its rows are held to be like
  CHECK(RunTraining(rows, Job(), registry)->decision.comparison.has_value());
}

TEST_CASE("a champion that was split otherwise has seen what it would be compared on, and stays") {
  auto registry = Fresh("split");
  REQUIRE(RunTraining(Rows(400, {"a", "b"}), Job(), registry).ok());
  for (const auto& [seed, share] : {std::pair(2, 0.2), std::pair(1, 0.3)}) {
    TrainingJob job = Job();
    job.options.seed = static_cast<uint64_t>(seed);
    job.options.held_out_share = share;
    const auto outcome = RunTraining(Rows(400, {"a", "b"}), job, registry);
    REQUIRE(outcome.ok());
    CHECK_FALSE(outcome->decision.promote);
    CHECK_FALSE(outcome->decision.comparison.has_value());
    CHECK(outcome->decision.reason.find("trained with --seed 1 --held-out 0.2") != std::string::npos);
  }
  CHECK(RunTraining(Rows(400, {"a", "b"}), Job(), registry)->decision.comparison.has_value());
}

TEST_CASE("the cause of a training stands in the ledger") {
  auto registry = Fresh("cause");
  TrainingJob job = Job();
  job.who = "train-job";
  job.cause = "drift of x";
  REQUIRE(RunTraining(Rows(200, {"a", "b"}), job, registry).ok());
  const auto history = registry.History("level");
  CHECK(history->back().who == "train-job");
  CHECK(history->back().evidence == "there is no champion yet; cause: drift of x");
}

TEST_CASE("data that cannot be learned from leave the registry alone") {
  auto registry = Fresh("nothing");
  training::Dataset data = Rows(50, {"a", "b"});
  data.held_out.assign(50, 1);
  CHECK(absl::IsInvalidArgument(RunTraining(data, Job(), registry).status()));
  CHECK(registry.ListModels()->empty());
}

}  // namespace
}  // namespace yachay::cli
