// guard, select and nightly on the embedded broker: what they say of two versions, by which views.
#include "cli/models_loop.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/features_definitions.h"
#include "cli/train_pipeline.h"
#include "events/codec.h"
#include "events/topics.h"
#include "features/local_day.h"
#include "features/test_events.h"
#include "features/test_views.h"
#include "kafka/broker_fixture.h"
#include "models/folder_registry.h"

namespace yachay::cli {
namespace {

using features::kDayMs;
using nlohmann::json;

constexpr int64_t kAsOf = features::kT0 + 40 * kDayMs;
constexpr int kLearners = 60;  // half of them faded, half of them keen

models::FeatureView Engagement(const std::string& views) {
  const auto definitions = Load({.views = views});
  REQUIRE(definitions.ok());
  const features::View* view = *EngagementView(*definitions);
  return {view->name, view->version, view->hash};
}

// Half of the learners had their sessions two weeks before kAsOf, and have none after it; the others had one
// the day before, and play on.
class Log {
 public:
  explicit Log(const kafka::EmbeddedBroker& broker) : producer_(kafka::ProducerTo(broker)) {
    for (int i = 0; i < kLearners; ++i) {
      const std::string learner = absl::StrCat("learner-", i);
      if (i % 2 == 0) {
        for (int s = 0; s < 3; ++s)
          Put(learner, kAsOf - 14 * kDayMs, events::SessionStarted{"s", "RPG", "Easy"});
        continue;
      }
      Put(learner, kAsOf - kDayMs, events::SessionStarted{"s", "Puzzle", "Easy"});
      Put(learner, kAsOf + kDayMs, events::SessionEnded{"s", 400 * 60'000});
    }
    REQUIRE(producer_->Flush(kafka::kPatience).ok());
  }

 private:
  void Put(const std::string& learner, int64_t at_ms, events::Payload payload) {
    events::Event event = features::MakeEvent(++number_, at_ms, std::move(payload));
    event.learner_id = learner;
    REQUIRE(producer_
                ->Produce(events::Topics("yachay").learner_events(),
                          {.key = learner, .value = events::Encode(event)},
                          [](const absl::StatusOr<kafka::Position>&) {})
                .ok());
  }

  std::unique_ptr<kafka::Producer> producer_;
  uint64_t number_ = 0;
};

struct Stand {
  std::unique_ptr<kafka::EmbeddedBroker> broker =
      kafka::BrokerWith(events::Topics("yachay").learner_events(), 2);
  Log log{*broker};
  std::string folder = "judged";
  models::FolderRegistry registry = Empty(folder);

  static models::FolderRegistry Empty(const std::string& folder) {
    std::filesystem::remove_all(folder);
    return models::FolderRegistry(folder);
  }

  // A version that takes so many sessions for the sign of a faded or a keen learner. As of kAsOf the built-in
  // view counts 0 and 1, the changed one 3 and 1.
  int Register(int faded, int keen, const std::vector<models::FeatureView>& views,
               const std::string& prefix = "") {
    training::Dataset data;
    data.schema = {"PlayerID",
                   "EngagementLevel",
                   {"High", "Low", "Medium"},
                   {{prefix + "SessionsPerWeek"},
                    {prefix + "GameGenre", models::FeatureKind::kCategory, {"Puzzle", "RPG"}}}};
    data.views = views;
    const std::vector<int> sessions = {20, faded, keen};
    for (int r = 0; r < 300; ++r) {
      data.ids.push_back(absl::StrCat(r));
      data.values.push_back(static_cast<float>(sessions[static_cast<size_t>(r % 3)]));
      data.values.push_back(static_cast<float>(r % 2));
      data.labels.push_back(r % 3);
    }
    const auto trained = RunTraining(
        data, {.model = "engagement", .options = {.trees = 30, .depth = 2, .threads = 1}}, registry);
    REQUIRE(trained.ok());
    return trained->version.version;
  }
  void Move(std::string_view alias, int version) {
    REQUIRE(
        registry.MoveAlias({"engagement", std::string(alias), version, std::nullopt, "test", "test"}).ok());
  }
  int Champion() { return registry.Resolve("engagement@champion")->version; }

  // `yachay models WHAT …` as of a week after kAsOf.
  absl::StatusOr<json> Run(const std::string& what, const std::vector<std::string>& more = {}) {
    std::ostringstream out;
    Cli cli{.json = true, .out = out};
    CLI::App models;
    AddModelsLoopCommands(models, cli);
    std::vector<std::string> arguments = {what, "--model=engagement", "--registry=" + folder,
                                          "--brokers=" + broker->brokers(),
                                          absl::StrCat("--until-ms=", kAsOf + 7 * kDayMs)};
    if (what != "nightly") arguments.push_back("--fewest-rows=20");
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::reverse(arguments.begin(), arguments.end());  // as CLI::App::parse takes them
    models.parse(arguments);
    if (absl::Status ran = cli.run(); !ran.ok()) return ran;
    return json::parse(out.str());
  }
};

const std::string kAssumed = "--consent=assumed";

TEST_CASE("versions are judged on the views that are given, and on who may be learnt from") {
  Stand stand;
  const int weeks = stand.Register(0, 1, {});
  const int months = stand.Register(3, 1, {});
  stand.Move(models::kChampion, weeks);
  stand.Move(models::kChampion, months);

  const auto nobody = stand.Run("guard");
  REQUIRE(nobody.ok());
  CHECK(absl::StartsWith((*nobody)["reason"].get<std::string>(), "only 0 learners had played"));

  const auto stays = stand.Run("guard", {kAssumed, "--views=" + features::ChangedEngagementViews()});
  REQUIRE(stays.ok());
  CHECK((*stays)["moved"] == false);
  CHECK((*stays)["comparison"]["champion_right"] == kLearners);
  CHECK((*stays)["comparison"]["right"] == kLearners / 2);

  const auto goes = stand.Run("guard", {kAssumed});
  REQUIRE(goes.ok());
  CHECK((*goes)["moved"] == true);
  CHECK((*goes)["comparison"]["right"] == kLearners);
  CHECK(stand.Champion() == weeks);
}

TEST_CASE("a champion is judged on no other views than it was trained on") {
  Stand stand;
  const std::string changed = features::ChangedEngagementViews();
  const int weeks = stand.Register(0, 1, {Engagement("")});
  const int months = stand.Register(3, 1, {Engagement(changed)});
  stand.Move(models::kChampion, weeks);
  stand.Move(models::kChampion, months);
  const absl::Status refused = stand.Run("guard", {kAssumed}).status();
  CHECK(absl::IsFailedPrecondition(refused));
  CHECK(absl::StrContains(refused.message(),
                          "engagement:2 was trained on other definitions than are given: "
                          "view \"engagement\": trained on " +
                              Engagement(changed).hash));
  CHECK(absl::StrContains(refused.message(), "here " + Engagement("").hash));
  CHECK(absl::StrContains(refused.message(), "--views"));

  const auto apart = stand.Run("guard", {kAssumed, "--views=" + changed});
  REQUIRE(apart.ok());
  CHECK((*apart)["moved"] == false);
  CHECK_FALSE(apart->contains("comparison"));
  CHECK(absl::StartsWith((*apart)["reason"].get<std::string>(),
                         "not comparable: engagement:1 was trained on other definitions"));
  CHECK(stand.Champion() == months);
}

TEST_CASE("a challenger of other views is not comparable, one of the same is") {
  Stand stand;
  const std::string changed = features::ChangedEngagementViews();
  const int champion = stand.Register(0, 1, {Engagement(changed)});
  const int other = stand.Register(3, 1, {Engagement("")});
  const int better = stand.Register(3, 1, {Engagement(changed)});
  stand.Move(models::kChampion, champion);
  stand.Move(models::kChallenger, other);
  const auto apart = stand.Run("select", {kAssumed, "--views=" + changed});
  REQUIRE(apart.ok());
  CHECK(absl::StartsWith((*apart)["reason"].get<std::string>(), "not comparable: engagement:2"));
  CHECK(stand.Champion() == champion);

  stand.Move(models::kChallenger, better);
  REQUIRE(stand.Run("select", {kAssumed, "--views=" + changed}).ok());
  CHECK(stand.Champion() == better);
}

TEST_CASE("versions with other columns of the view are compared, be they named as an export names them") {
  Stand stand;
  const int champion = stand.Register(3, 1, {});
  const int exported = stand.Register(0, 1, {Engagement("")}, "engagement:");
  stand.Move(models::kChampion, champion);
  stand.Move(models::kChallenger, exported);
  const auto judged = stand.Run("select", {kAssumed});
  INFO(judged.status());
  REQUIRE(judged.ok());
  CHECK((*judged)["comparison"]["right"] == kLearners);
  CHECK(stand.Champion() == exported);
}

TEST_CASE("a night's groups are those that were asked for, and of the model's views") {
  Stand stand;
  const std::string changed = "--views=" + features::ChangedEngagementViews();
  stand.Move(models::kChampion, stand.Register(3, 1, {Engagement("changed-views")}));
  const std::string out = "--out=night";
  CHECK(absl::IsFailedPrecondition(stand.Run("nightly", {kAssumed, out}).status()));
  CHECK(absl::IsInvalidArgument(stand.Run("nightly", {kAssumed, changed, out, "--groups=Gender"}).status()));

  const auto night = stand.Run("nightly", {kAssumed, changed, out, "--groups=GameGenre"});
  INFO(night.status());
  REQUIRE(night.ok());
  CHECK((*night)["predicted"] == kLearners);
  const json& performance = (*night)["performance"];
  CHECK(performance["real"]["accuracy"]["value"] == 1);
  REQUIRE(performance["groups"].size() == 2);
  CHECK(performance["groups"][0]["column"] == "GameGenre");
  CHECK(performance["groups"][0]["group"] == "Puzzle");
  CHECK(performance["groups"][0]["real"]["rows"] == kLearners / 2);

  const auto usual = stand.Run("nightly", {kAssumed, changed, out});
  REQUIRE(usual.ok());
  CHECK((*usual)["performance"]["groups"].empty());  // neither gender nor location
}

}  // namespace
}  // namespace yachay::cli
