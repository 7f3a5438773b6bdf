#include "scoring/calibration.h"

#include <array>
#include <string>

#include "testing/catch.h"

namespace yachay::scoring {
namespace {

TEST_CASE("a temperature above 1 makes scores less sure, keeps their order and their sum") {
  std::array<float, 6> scores = {0.9F, 0.06F, 0.04F, 0.0F, 0.5F, 0.5F};
  Calibrate({.method = "temperature", .temperature = 2}, 3, absl::MakeSpan(scores));
  CHECK(scores[0] < 0.9F);
  CHECK(scores[0] > scores[1]);
  CHECK(scores[1] > scores[2]);
  CHECK(scores[0] + scores[1] + scores[2] == Approx(1));
  CHECK(scores[0] / scores[1] == Approx(std::sqrt(0.9 / 0.06)));
  CHECK(scores[3] >= 0);
  CHECK(scores[4] == scores[5]);
}

TEST_CASE("isotonic curves are followed between their points and flat beyond them") {
  const models::Calibration calibration{.method = "isotonic",
                                        .curves = {{{0.2, 0.6}, {0.1, 0.5}}, {{0.0, 1.0}, {0.5, 0.5}}}};
  REQUIRE(CheckCalibration(calibration, 2).ok());
  std::array<float, 6> scores = {0.4F, 0.6F, 0.1F, 0.9F, 0.9F, 0.1F};
  Calibrate(calibration, 2, absl::MakeSpan(scores));
  CHECK(scores[0] == Approx(0.3 / 0.8));
  CHECK(scores[2] == Approx(0.1 / 0.6));
  CHECK(scores[4] == Approx(0.5));
}

TEST_CASE("a calibration that cannot be meant is refused by name") {
  const auto says = [](const models::Calibration& calibration, const char* part) {
    return std::string(CheckCalibration(calibration, 2).message()).find(part) != std::string::npos;
  };
  CHECK(says({.method = "temperature", .temperature = 0}, "temperature is 0"));
  CHECK(says({.method = "platt"}, "method 'platt'"));
  CHECK(says({.method = "isotonic", .curves = {{{0.1}, {0.2}}}}, "expected 2 curves"));
  CHECK(says({.method = "isotonic", .curves = {{{0.1, 0.2}, {0.5, 0.4}}, {{0}, {0}}}}, "never falls"));
}

}  // namespace
}  // namespace yachay::scoring
