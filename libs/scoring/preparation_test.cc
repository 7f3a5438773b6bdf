#include "scoring/preparation.h"

#include <limits>

#include "testing/catch.h"

namespace yachay::scoring {
namespace {

const std::vector<models::Preparation> kSteps = {{.impute = 4, .center = 1, .scale = 0.5F}, {.one_hot = 3}};
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::vector<float> Prepared(std::vector<float> row) {
  std::vector<float> out(PreparedWidth(kSteps), -1.0F);
  Prepare(kSteps, row, absl::MakeSpan(out));
  return out;
}

TEST_CASE("numbers are filled and scaled, categories become one input each") {
  CHECK(Prepared({3, 1}) == std::vector<float>{1, 0, 1, 0});
  CHECK(Prepared({kNan, kNan}) == std::vector<float>{1.5F, 0, 0, 0});
  CHECK(Prepared({1, 7}) == std::vector<float>{0, 0, 0, 0});
}

TEST_CASE("steps that do not fit the features are refused by the feature's name") {
  const std::vector<models::Feature> features = {{"age"},
                                                 {"kind", models::FeatureKind::kCategory, {"a", "b"}}};
  CHECK(CheckPreparation(kSteps, features).message().find("'kind': one_hot is 3") != std::string::npos);
  CHECK(CheckPreparation({}, features).message().find("0 steps for 2 features") != std::string::npos);
  CHECK(CheckPreparation({kSteps[0], {.one_hot = 2}}, features).ok());
}

}  // namespace
}  // namespace yachay::scoring
