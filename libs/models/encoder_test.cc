#include "models/encoder.h"

#include <cmath>

#include "testing/catch.h"

namespace yachay::models {
namespace {

const std::vector<Feature> kFeatures = {{"Age"}, {"Gender", FeatureKind::kCategory, {"Female", "Male"}}};

TEST_CASE("numbers become floats, categories their codes") {
  const Encoder encoder(kFeatures);
  CHECK(*encoder.EncodeNumber(0, 15.1) == 15.1F);
  CHECK(encoder.EncodeCategory(1, "Male")->value == 1.0F);
  CHECK_FALSE(encoder.EncodeCategory(1, "Male")->unseen);
}

TEST_CASE("a category that was never seen is missing and says so") {
  const auto encoded = Encoder(kFeatures).EncodeCategory(1, "male");
  REQUIRE(encoded.ok());
  CHECK(std::isnan(encoded->value));
  CHECK(encoded->unseen);
}

TEST_CASE("the wrong kind is an error that names the feature") {
  const Encoder encoder(kFeatures);
  CHECK(encoder.EncodeCategory(0, "old").status().message() == "Age: got the text 'old', expected a number");
  CHECK(encoder.EncodeNumber(1, 2).status().message() ==
        "Gender: got the number 2, expected text such as 'Female', 'Male'");
}

TEST_CASE("features are found by name") {
  const Encoder encoder(kFeatures);
  CHECK(encoder.Find("Gender") == 1U);
  CHECK_FALSE(encoder.Find("gender").has_value());
}

}  // namespace
}  // namespace yachay::models
