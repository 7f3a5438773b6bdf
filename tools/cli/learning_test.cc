#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/learning_answers.h"
#include "cli/learning_data.h"
#include "cli/learning_evaluate.h"
#include "cli/learning_fit.h"
#include "cli/learning_success.h"
#include "cli/models_load.h"
#include "cli/simulate_random.h"
#include "cli/train_answers.h"
#include "learning/success_features.h"
#include "models/folder_registry.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

std::string Write(const std::string& name, const std::string& text) {
  std::ofstream(name, std::ios::binary) << text;
  return name;
}

constexpr char kHeader[] = "user_id,item_id,timestamp,correct,skill_id\n";

// Learners of normal ability who get better at a skill with each answer. tiring: whoever was right four times
// is wrong the next time, which no formula of abilities sees.
std::string Answers(const char* prefix, int learners, uint64_t seed, bool tiring = false) {
  simulate::Random random(seed);
  std::string text = kHeader;
  for (int l = 0; l < learners; ++l) {
    const double ability = random.Normal();
    std::vector<double> skills(3);
    int streak = 0;
    for (int a = 0; a < 40; ++a) {
      const int64_t item = random.Integer(0, 29);
      double& skill = skills[static_cast<size_t>(item % 3)];
      const double chance = 1 / (1 + std::exp(-2 + 0.15 * static_cast<double>(item) - ability - skill));
      skill += 0.1;
      const bool right = random.Chance(chance) && !(tiring && streak == 4);
      streak = right ? streak + 1 : 0;
      absl::StrAppend(&text, prefix, l, ",i", item, ",", a * 100, ",", right ? 1 : 0, ",s", item % 3, "\n");
    }
  }
  return text;
}

AnswerData Read(const std::string& path) {
  auto data = ReadAnswers(path);
  INFO(data.status());
  REQUIRE(data.ok());
  return *std::move(data);
}

TEST_CASE("answers are read by learner and time, from tabs or commas") {
  const AnswerData data = Read(Write("a.tsv",
                                     "correct\tuser_id\titem_id\tskill_id\ttimestamp\textra\n"
                                     "1\tu1\ti1\ta;b\t20.5\tx\n0\tu2\ti1\t\t5\tx\n0\tu1\ti2\ta\t10\tx\n"));
  CHECK(data.answers == 3);
  CHECK(data.items == 2);
  CHECK(data.skills == 2);
  REQUIRE(data.histories.size() == 2);
  const auto& first = data.histories[0].answers;
  REQUIRE(first.size() == 2);
  CHECK(first[0].item == "i2");
  CHECK(first[1].skills == std::vector<std::string>{"a", "b"});
  CHECK(first[1].occurred_at_ms == 20'500);
  CHECK(first[1].correct);
  CHECK(data.histories[1].answers[0].skills.empty());
}

TEST_CASE("an answer that a file repeats for each skill is one answer") {
  const AnswerData data = Read(Write("orders.csv",
                                     "order_id,user_id,item_id,timestamp,correct,skill_id\n"
                                     "7,u,i,0,1,a\n7,u,i,0,1,b\n8,u,i,0,0,a\n7,w,i,0,1,a\n"));
  CHECK(data.answers == 3);
  CHECK(data.histories[0].answers[0].skills == std::vector<std::string>{"a", "b"});
}

TEST_CASE("what is wrong in a file is said with its place") {
  const std::pair<std::string, const char*> cases[] = {
      {"user_id,item_id,timestamp,correct\nu,i,0,1\n", "skill_id"},
      {absl::StrCat(kHeader, "u,i,0,0.5,s\n"), "bad.csv:2:4 (correct): '0.5'; expected 0 or 1"},
      {absl::StrCat(kHeader, "u,i,0,1,s\nu,i,soon,1,s\n"), "bad.csv:3:3 (timestamp): 'soon'"},
      {absl::StrCat(kHeader, "u,i,1700000000000,1,s\n"), "expected seconds"},
      {absl::StrCat(kHeader, ",i,0,1,s\n"), "user_id"},
      {kHeader, "bad.csv"},
  };
  for (const auto& [text, said] : cases) {
    INFO(text);
    const absl::Status status = ReadAnswers(Write("bad.csv", text)).status();
    CHECK_FALSE(status.ok());
    CHECK(absl::StrContains(status.message(), said));
  }
  CHECK(absl::IsNotFound(ReadAnswers("absent.csv").status()));
}

feature_store::LogRecord Record(int number, const std::string& learner, events::Payload payload) {
  events::Event event;
  event.event_id = absl::StrCat("00000000-0000-4000-8000-", absl::Dec(number, absl::kZeroPad12));
  event.learner_id = learner;
  event.occurred_at_ms = 1'780'272'000'000 + number;
  event.payload = std::move(payload);
  return {0, number, std::move(event)};
}

TEST_CASE("answers come from the log once each, and not from who refused or was erased") {
  const events::ItemAttempted right{.item_id = "i", .skill_ids = {"a", "b"}, .correct = true, .choices = 4};
  AnswerCollector collector(features::ConsentRule::kAssumed);
  AnswerCollector strict(features::ConsentRule::kRequired);
  const feature_store::LogRecord records[] = {
      Record(1, "kept", right),
      Record(1, "kept", right),  // sent twice
      Record(2, "refused", right),
      Record(3, "refused", events::ConsentChanged{events::ConsentChanged::Purpose::kTraining, false}),
      Record(4, "erased", right),
      Record(5, "erased", events::ErasureRequested{}),
      Record(6, "erased", right),
      {0, 7, std::nullopt}};
  for (const auto& record : records) collector.Add(record), strict.Add(record);
  std::ostringstream text;
  CHECK(collector.Write(text) == 1);
  CHECK(collector.duplicates() == 1);
  CHECK(collector.unreadable() == 1);
  const AnswerData data = Read(Write("from_log.csv", text.str()));
  REQUIRE(data.histories.size() == 1);
  const learning::PastAnswer& answer = data.histories[0].answers.at(0);
  CHECK(answer.skills == right.skill_ids);
  CHECK(answer.choices == 4);
  CHECK(answer.correct);
  CHECK(answer.occurred_at_ms == 1'780'272'000'001);
  CHECK(strict.Write(text) == 0);
}

TEST_CASE("each model foretells strangers; one scored row an answer; twice the same") {
  const AnswerData train = Read(Write("train.csv", Answers("a", 400, 1)));
  const AnswerData test = Read(Write("test.csv", Answers("b", 150, 2)));
  training::TrainOptions trees = SuccessOptions();
  trees.trees = 100;
  const auto results = EvaluateForetelling(train, test, trees);
  INFO(results.status());
  REQUIRE(results.ok());
  REQUIRE(results->size() == 4);
  const char* names[] = {"elo", "bkt", "logistic", "trees"};
  for (size_t i = 0; i < 4; ++i) {
    const ForetellingResult& result = (*results)[i];
    INFO(result.model);
    CHECK(result.model == names[i]);
    CHECK(result.measures.answers == test.answers);
    CHECK(result.measures.auc > (result.model == "bkt" ? 0.55 : 0.7));
    CHECK(result.measures.rmse < 0.5);
  }
  const auto again = EvaluateForetelling(train, test, trees);
  for (size_t i = 0; i < 4; ++i) CHECK((*again)[i].measures.auc == (*results)[i].measures.auc);
  CHECK(absl::StrContains(EvaluateForetelling(train, train, trees).status().message(), "stands in both"));
}

// The calibration of a file of answers, as the feature store would be given it.
std::string Calibrated(const std::string& answers, const std::string& version) {
  return Write(version + ".json", ToJson(FitCalibrationOf(Read(answers), version)));
}

// As `yachay train --model success --answers … --calibration … --trees N`.
absl::StatusOr<TrainingOutcome> Train(const std::string& answers, const std::string& calibration, int trees,
                                      models::Registry& registry) {
  TrainingJob job{.model = kSuccessModel, .options = SuccessOptions()};
  job.options.trees = trees;
  const auto rows = PrepareSuccess(answers, calibration, job);
  if (!rows.ok()) return rows.status();
  return RunTraining(*rows, job, registry);
}

models::FolderRegistry EmptyRegistry() {
  std::filesystem::remove_all("registry");
  return models::FolderRegistry("registry");
}

TEST_CASE("what fit writes the feature store reads; the model trained under it says so and carries it") {
  const std::string answers = Write("fit.csv", Answers("a", 300, 3, true));
  CHECK(FitCalibrationOf(Read(answers), "").version.size() == 16);
  const std::string file = Calibrated(answers, "fit");
  const auto calibration = learning::LoadCalibration(file);
  REQUIRE(calibration.ok());

  auto registry = EmptyRegistry();
  const auto outcome = Train(answers, file, 40, registry);
  INFO(outcome.status());
  REQUIRE(outcome.ok());
  CHECK(outcome->decision.promote);
  CHECK(absl::StrContains(outcome->decision.reason, "the tracer's formula on"));
  CHECK(outcome->held_out_rows > 1000);
  CHECK(outcome->manifest.tracer_calibration == Fingerprint(*calibration));
  const auto kept = registry.ReadFile(outcome->version, "calibration.json");
  REQUIRE(kept.ok());
  CHECK(Fingerprint(*learning::ParseCalibration(*kept)) == Fingerprint(*calibration));
  const auto model = LoadModel(registry, "success@champion");
  REQUIRE(model.ok());
  const auto& names = learning::SuccessFeatureNames();
  REQUIRE(model->manifest.features.size() == names.size());
  for (size_t f = 0; f < names.size(); ++f) CHECK(model->manifest.features[f].name == names[f]);
  CHECK(model->manifest.classes == std::vector<std::string>{kWrong, kRight});

  // An easy and a hard item, for one who has answered nothing.
  std::vector<float> rows(2 * learning::kSuccessFeatures), scores(4);
  const std::vector<std::string> skill = {"s0"};
  const char* items[] = {"i0", "i27"};
  for (size_t i = 0; i < 2; ++i) {
    learning::SuccessRow(
        {}, *calibration, items[i], skill, 0,
        absl::MakeSpan(rows).subspan(i * learning::kSuccessFeatures, learning::kSuccessFeatures));
  }
  model->scorer->Score(rows, absl::MakeSpan(scores));
  CHECK(scores[1] > 0.7F);
  CHECK(scores[3] < 0.4F);
}

TEST_CASE("a success model that is no better than the formula serves nobody") {
  const std::string answers = Write("formula.csv", Answers("a", 200, 3));
  auto registry = EmptyRegistry();
  const auto outcome = Train(answers, Calibrated(answers, "formula"), 4, registry);
  INFO(outcome.status());
  REQUIRE(outcome.ok());
  CHECK_FALSE(outcome->decision.promote);
  const auto aliases = registry.ReadAliases(kSuccessModel);
  REQUIRE(aliases.ok());
  CHECK(aliases->count("champion") == 0);
  CHECK(aliases->at("challenger") == 1);
}

TEST_CASE(
    "a champion of another calibration stays until both are replaced; of the same, it is compared with") {
  const std::string answers = Write("others.csv", Answers("a", 300, 3, true));
  const std::string before = Calibrated(answers, "before"), after = Calibrated(answers, "after");
  auto registry = EmptyRegistry();
  REQUIRE(Train(answers, before, 40, registry)->decision.promote);
  const auto other = Train(answers, after, 40, registry);
  REQUIRE(other.ok());
  CHECK_FALSE(other->decision.promote);
  CHECK(absl::StrContains(other->decision.reason, Fingerprint(*learning::LoadCalibration(before))));
  CHECK(absl::StrContains(other->decision.reason, "better: on the same"));
  const auto same = Train(answers, before, 40, registry);
  REQUIRE(same.ok());
  CHECK_FALSE(same->decision.promote);
  CHECK_FALSE(same->champion_predicted.empty());
}

TEST_CASE("a success model is not trained under a calibration of other items") {
  const std::string answers = Write("mine.csv", Answers("a", 20, 3));
  const std::string theirs = Write("theirs.csv", absl::StrCat(kHeader, "u,x,0,1,s\nw,x,0,0,s\n"));
  auto registry = EmptyRegistry();
  const absl::Status status = Train(answers, Calibrated(theirs, "theirs"), 4, registry).status();
  CHECK(absl::IsFailedPrecondition(status));
  CHECK(absl::StrContains(status.message(), "theirs.json was fitted on none of the items of mine.csv"));
  CHECK(absl::IsNotFound(Train(answers, "absent.json", 4, registry).status()));
}

TEST_CASE("rows to train on show difficulties fitted without the learner") {
  AnswerData data = Read(Write("cross.csv", Answers("a", 60, 4)));
  data.histories[0].answers = {{.item = "only-here", .skills = {"s0"}, .correct = false}};
  const auto histories = Pointers(data.histories);
  const learning::Calibration calibration = FitCalibrationOf(data, "v");
  const training::Dataset rows = CrossFittedRows(histories, calibration, 5, 1);
  CHECK(rows.rows() == data.answers - 39);
  CHECK(rows.held_out.size() == rows.rows());
  CHECK(calibration.ItemDifficulty("only-here") > 0);
  for (size_t r = 0; r < rows.rows(); ++r) {
    if (rows.ids[r] != "a0/1") continue;
    CHECK(rows.row(r)[3] == 0);  // item_difficulty
    CHECK(rows.row(r)[6] == 0);  // item_answers
  }
}

}  // namespace
}  // namespace yachay::cli
