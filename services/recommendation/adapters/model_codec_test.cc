#include "adapters/model_codec.h"

#include "absl/strings/match.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

inference::v1::PredictResponse OneRow(const std::string& calibration) {
  inference::v1::PredictResponse response;
  response.set_model("success");
  response.set_version(3);
  response.add_classes("wrong");
  response.add_classes("right");
  response.add_probabilities(0.25F);
  response.add_probabilities(0.75F);
  response.set_tracer_calibration(calibration);
  return response;
}

TEST_CASE("the chance is that of a right answer") {
  const auto said = SuccessChancesOf(OneRow("a"), 1, {"a", "a"});
  REQUIRE(said.ok());
  CHECK(said->scores == std::vector<float>{0.75F});
  CHECK(said->version == 3);
  CHECK(absl::IsUnavailable(SuccessChancesOf(OneRow("a"), 2, {"a", "a"}).status()));
}

TEST_CASE("rows of another calibration than the model's get no chance, and all three are named") {
  const struct {
    const char *trained, *items, *learner;
    std::vector<const char*> said;
  } cases[] = {
      {"a", "b", "b", {"success:3 was trained under the calibration a,", "here is b,", "store's is b:"}},
      {"a", "a", "c", {"here is a,", "store's is c:"}},
      {"a", "a", "", {"store's is not told:"}},
      {"", "a", "a", {"under the calibration none,"}},
      {"", "", "", {"calibration.json that the registry keeps", "yachay train --answers"}},
  };
  for (const auto& [trained, items, learner, said] : cases) {
    const absl::Status status = SuccessChancesOf(OneRow(trained), 1, {items, learner}).status();
    INFO(status);
    CHECK(absl::IsFailedPrecondition(status));
    for (const char* part : said) CHECK(absl::StrContains(status.message(), part));
  }
}

}  // namespace
}  // namespace yachay::recommendation
