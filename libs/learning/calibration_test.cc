#include "learning/calibration.h"

#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

TEST_CASE("a calibration is read, and what is not in it is average") {
  const auto calibration = ParseCalibration(
      R"({"version": "7", "parameters": {"k_start": 0.5, "max_skills": 9}, "items": {"i": -1.5}, "skills": {"s": 2}})");
  REQUIRE(calibration.ok());
  CHECK(calibration->version == "7");
  CHECK(calibration->parameters.k_start == 0.5);
  CHECK(calibration->parameters.max_skills == 9);
  CHECK(calibration->parameters.k_decay == 0.03);
  CHECK(calibration->ItemDifficulty("i") == -1.5);
  CHECK(calibration->SkillDifficulty("s") == 2);
  CHECK(calibration->ItemDifficulty("other") == 0);
}

TEST_CASE("what is wrong is named") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "JSON"},
      {"[]", "object"},
      {R"({"item": {}})", "item: expected one of version, parameters, items, skills"},
      {R"({"items": {"i": "hard"}})", "items.i"},
      {R"({"items": {"i": 21}})", "items.i"},
      {R"({"parameters": {"slip": 0.5}})", "parameters.slip: expected a number from 0 to 0.3"},
      {R"({"parameters": {"k": 1}})", "parameters.k"},
      {R"({"parameters": {"max_skills": 0}})", "parameters.max_skills"},
      {R"({"version": 7})", "version"},
  };
  for (const auto& [json, said] : cases) {
    INFO(json);
    const absl::Status status = ParseCalibration(json).status();
    CHECK(status.code() == absl::StatusCode::kInvalidArgument);
    CHECK(absl::StrContains(status.message(), said));
  }
}

TEST_CASE("the fingerprint is of what a calibration says, not of how the file is written") {
  const auto compact = ParseCalibration(R"({"items":{"b":0.1,"a":-1},"version":"v"})");
  const auto wide = ParseCalibration("{ \"version\": \"v\",\n \"items\": {\"a\": -1.0, \"b\": 1e-1} }");
  REQUIRE(compact.ok());
  REQUIRE(wide.ok());
  CHECK(Fingerprint(*compact) == Fingerprint(*wide));
  CHECK(Fingerprint(*ParseCalibration(ToJson(*compact))) == Fingerprint(*compact));
  CHECK(Fingerprint(*compact).size() == 7 + 64);
  Calibration other = *compact;
  other.items["b"] = std::nextafter(0.1, 1.0);
  CHECK(Fingerprint(other) != Fingerprint(*compact));
}

TEST_CASE("a file's errors name the path") {
  CHECK(absl::StrContains(LoadCalibration("absent.json").status().message(), "absent.json"));
  std::ofstream("bad.json") << "{";
  CHECK(absl::StrContains(LoadCalibration("bad.json").status().message(), "bad.json"));
  std::ofstream("good.json") << R"({"skills": {"s": 1}})";
  CHECK(LoadCalibration("good.json")->SkillDifficulty("s") == 1);
}

}  // namespace
}  // namespace yachay::learning
