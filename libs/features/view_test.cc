#include "features/view.h"

#include <filesystem>
#include <fstream>

#include "testing/catch.h"

namespace yachay::features {
namespace {

constexpr char kGood[] = R"(name: profile
owner: team
description: Who it is.
features:
  - {name: grade, type: number, fold: builtin, description: "School grade"}
  - {name: language, type: text, fold: builtin, description: "Language"}
)";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string Refusal(const std::string& text) {
  const auto view = ParseView({"profile.yaml", text}, "");
  return view.ok() ? "" : std::string(view.status().message());
}

bool Says(const std::string& message, const std::string& part) {
  INFO(message);
  CHECK(message.find(part) != std::string::npos);
  return true;
}

}  // namespace

TEST_CASE("a view file gives its features in order") {
  const auto view = ParseView({"profile.yaml", kGood}, "");
  REQUIRE(view.ok());
  CHECK(view->name == "profile");
  CHECK(view->owner == "team");
  CHECK(view->max_age_ms == 0);
  REQUIRE(view->features.size() == 2);
  CHECK(view->features[1].name == "language");
  CHECK(view->features[1].type == FeatureType::kText);
  CHECK(view->hash.size() == 16);
}

TEST_CASE("a mistake is told with file, line and what is allowed") {
  Says(Refusal(Replaced(kGood, "owner", "owns")),
       "profile.yaml:2:1: unknown key \"owns\" in a feature view; allowed are name, description");
  Says(Refusal(Replaced(kGood, "owner: team\n", "")), "missing key \"owner\"");
  Says(Refusal(Replaced(kGood, "type: text", "type: number")),
       "profile.yaml:6:28: \"language\" is folded as text, found \"number\"");
  Says(Refusal(Replaced(kGood, "name: grade", "name: height")),
       "profile.yaml:5:12: nothing folds \"profile:height\"; folded are: birth_year, grade");
  Says(Refusal(Replaced(kGood, "name: profile", "name: horoscope")), "none in the view horoscope");
  Says(Refusal(Replaced(kGood, "fold: builtin", "fold: sql")),
       "profile.yaml:5:39: unknown fold \"sql\"; allowed is builtin");
  Says(Refusal(Replaced(kGood, "name: language, type: text", "name: grade, type: number")),
       "profile.yaml:6:5: the feature \"grade\" is there twice");
  Says(Refusal(Replaced(kGood, "owner: team", "owner: [team]")),
       "profile.yaml:2:8: expected a text for \"owner\"");
  Says(Refusal(Replaced(kGood, "owner: team", "owner: team\nowner: other")), "twice");
  Says(Refusal(Replaced(kGood, "owner: team", "owner: team\nmax_age_days: soon")),
       "profile.yaml:3:15: expected a whole number from 1 to 36500");
  Says(Refusal(Replaced(kGood, "owner: team", "owner: team\nmax_age_days: 0")),
       "expected a whole number from 1 to 36500");
  Says(Refusal("name: [unclosed"), "profile.yaml:1:");
  Says(Refusal("just text"), "expected a feature view with the keys");
  Says(Refusal(""), "expected a feature view");
  Says(Refusal("name: profile\nowner: t\ndescription: d\nfeatures: []\n"),
       "profile.yaml:4:11: expected a list of at least one feature");
}

TEST_CASE("a mistake in a declared feature is told with what is allowed there") {
  const std::string good =
      Replaced(kGood, "type: number, fold: builtin,",
               "type: number, aggregate: max, event: profile_updated, field: grade, window: 7d,");
  REQUIRE(Refusal(good).empty());
  const auto refusal = [&](const std::string& from, const std::string& to) {
    return Refusal(Replaced(good, from, to));
  };
  Says(refusal("aggregate: max", "aggregate: median"),
       "profile.yaml:5:44: unknown aggregate \"median\"; allowed are count, any, sum, mean, min, max, last");
  Says(refusal("aggregate: max", "aggregate: median, numerator: {aggregate: count}"),
       "unknown aggregate \"median\"; allowed are");
  Says(refusal("aggregate: max", "aggregate: max, numerator: {aggregate: count}"),
       "\"max\" takes no \"numerator\"");
  Says(refusal("event: profile_updated", "event: profile"),
       "profile.yaml:5:56: unknown event \"profile\"; allowed are session_started, session_ended");
  Says(refusal("field: grade", "field: height"),
       "\"profile_updated\" has no field \"height\"; it has birth_year, grade, language, region, gender, "
       "game_id");
  Says(refusal("field: grade", "field: region"),
       "\"max\" takes fields of the types whole number, number, flag; \"region\" is a text");
  Says(refusal("window: 7d", "window: 5d"), "unknown window \"5d\"; allowed are 1d, 7d, 28d, lifetime");
  Says(refusal("window: 7d, ", ""), "profile.yaml:5:5: missing key \"window\"");
  Says(refusal("max, event", "count, event"), "\"count\" takes no \"field\"");
  Says(refusal("window: 7d", "window: 7d, half_life_days: 2"), "\"max\" takes no \"half_life_days\"");
  Says(refusal("window: 7d", "window: 7d, divide_by: 0"), "expected a number above 0 for \"divide_by\"");
  Says(refusal("window: 7d", "window: 7d, where: grade is 3"),
       "unknown comparison \"is\"; allowed are == != < <= > >= has");
  Says(refusal("window: 7d", "window: 7d, where: language > es"), "texts and flags take == and !=");
  Says(refusal("window: 7d", "window: 7d, where: grade > high"),
       "\"grade\" is a whole number: expected a number");
  Says(refusal("window: 7d", "window: 7d, where: grade"), "expected a condition like \"correct == true\"");
  Says(refusal("window: 7d", "window: 7d, fold: builtin"),
       "unknown key \"aggregate\" in a feature folded by code");
  Says(refusal("aggregate: max, ", ""), "expected \"aggregate\", or \"fold: builtin\"");
  Says(refusal("aggregate: max, event: profile_updated, field: grade, window: 7d",
               "aggregate: ratio, numerator: {aggregate: count, event: purchase_made, window: 7d}"),
       "missing key \"denominator\"");
  Says(Refusal(Replaced(kGood, "owner: team", "owner: team\nentity: school")),
       "unknown entity; allowed is learner");
  Says(Refusal(Replaced(kGood, "owner: team", "owner: team\nversion: two")), "for \"version\"");
}

TEST_CASE("the hash changes with what can change a value, and not with words") {
  const auto hash = [](const std::string& text, const char* calibration) {
    return ParseView({"f", text}, calibration)->hash;
  };
  const std::string base = hash(kGood, "");
  CHECK(hash(Replaced(kGood, "Who it is.", "Someone."), "") == base);
  CHECK(hash(Replaced(kGood, "owner: team", "owner: others"), "") == base);
  CHECK(hash(Replaced(kGood, "owner: team", "owner: team\nmax_age_days: 30"), "") != base);
  CHECK(hash(Replaced(kGood, "name: grade", "name: birth_year"), "") != base);
  CHECK(hash(Replaced(kGood, "owner: team", "owner: team\nversion: 2"), "") != base);
  const auto declared = [&](const std::string& window) {
    return hash(Replaced(kGood, "fold: builtin",
                         "aggregate: max, event: profile_updated, field: grade, window: " + window),
                "");
  };
  CHECK(declared("7d") != base);
  CHECK(declared("7d") != declared("28d"));
  CHECK(hash(kGood, "2026-07") == base);  // no feature of this view is calibrated
  const std::string tracer =
      "name: tracer\nowner: t\ndescription: d\nfeatures:\n  - {name: ability, type: number, fold: builtin, "
      "description: d}\n";
  CHECK(hash(tracer, "2026-07") != hash(tracer, ""));
}

TEST_CASE("features are found by name and by view, and every unknown one is named") {
  const auto views = ParseViews(std::vector<ViewSource>{{"profile.yaml", kGood}}, "");
  REQUIRE(views.ok());
  const auto all = views->Resolve({"profile:*", "profile:grade"});
  REQUIRE(all.ok());
  REQUIRE(all->size() == 3);
  CHECK((*all)[1].feature->name == "language");
  CHECK((*all)[2].feature->name == "grade");
  const auto bad = views->Resolve({"profile:grade", "profile:shoe", "grade", "x:*", ""});
  REQUIRE(!bad.ok());
  Says(std::string(bad.status().message()), "unknown features: \"profile:shoe\", \"grade\", \"x:*\", \"\"");
}

TEST_CASE("two files of one view are refused") {
  CHECK(
      absl::IsInvalidArgument(ParseViews(std::vector<ViewSource>{{"a", kGood}, {"b", kGood}}, "").status()));
}

TEST_CASE("a folder is read by name, and one without views is an error") {
  const auto folder = std::filesystem::current_path() / "views";
  std::filesystem::remove_all(folder);
  CHECK(absl::IsNotFound(ReadViewFolder(folder.string()).status()));
  std::filesystem::create_directories(folder);
  CHECK(absl::IsNotFound(ReadViewFolder(folder.string()).status()));
  std::ofstream(folder / "b.yaml") << kGood;
  std::ofstream(folder / "notes.txt") << "no view";
  const auto sources = ReadViewFolder(folder.string());
  REQUIRE(sources.ok());
  REQUIRE(sources->size() == 1);
  CHECK(sources->front().text == kGood);
}

}  // namespace yachay::features
