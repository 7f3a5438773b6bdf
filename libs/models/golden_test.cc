#include "models/golden.h"

#include <bit>
#include <cmath>
#include <limits>

#include "testing/catch.h"

namespace yachay::models {
namespace {

const std::vector<GoldenRow> kRows = {{{1.5F, -0.0F}, {0.25F}},
                                      {{std::numeric_limits<float>::quiet_NaN(), 1e-40F}, {0.75F}}};

TEST_CASE("golden rows keep every bit") {
  const auto rows = GoldenFromJson(GoldenToJson(kRows), "golden.json");
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == 2);
  CHECK(std::signbit((*rows)[0].features[1]));
  CHECK(std::isnan((*rows)[1].features[0]));
  CHECK((*rows)[1].features[1] == 1e-40F);
  CHECK((*rows)[1].scores[0] == 0.75F);
}

TEST_CASE("one different bit is found, named and refused") {
  const auto exact = [](absl::Span<const float> features, absl::Span<float> scores) {
    scores[0] = std::isnan(features[0]) ? 0.75F : 0.25F;
  };
  CHECK(ReplayGolden(kRows, exact).ok());
  const auto off = [](absl::Span<const float> features, absl::Span<float> scores) {
    scores[0] = std::isnan(features[0]) ? std::nextafter(0.75F, 1.0F) : 0.25F;
  };
  const absl::Status status = ReplayGolden(kRows, off);
  CHECK(absl::IsFailedPrecondition(status));
  CHECK(status.message().find("golden row 1 score 0: got 0.75 (3f400001)") == 0);
}

TEST_CASE("rows of another shape are refused") {
  CHECK(CheckGoldenShape(kRows, 2, 1).ok());
  CHECK(absl::IsFailedPrecondition(CheckGoldenShape(kRows, 3, 1)));
  CHECK(absl::IsFailedPrecondition(CheckGoldenShape(kRows, 2, 2)));
}

TEST_CASE("broken golden files are errors with their path") {
  for (const std::string text :
       {"", "{}", "{\"rows\":[]}", "{\"rows\":[{\"features\":[\"1\"],\"scores\":[\"00000000\"]}]}",
        "{\"rows\":[{\"features\":[\"0000000g\"],\"scores\":[\"00000000\"]}]}"}) {
    const auto rows = GoldenFromJson(text, "v/golden.json");
    REQUIRE_FALSE(rows.ok());
    CHECK(rows.status().message().find("v/golden.json: ") == 0);
  }
}

}  // namespace
}  // namespace yachay::models
