#include "delivery/variant.h"

#include <cmath>
#include <limits>
#include <vector>

#include "testing/catch.h"

namespace yachay::delivery {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const std::vector<Variant> kVariants = {{"t", VariantKind::kText, 20'000, 128},
                                        {"a", VariantKind::kAudio, 300'000, 256},
                                        {"s", VariantKind::kStandard, 4'000'000, 1024},
                                        {"h", VariantKind::kHigh, 20'000'000, 3072}};

TEST_CASE("the worse of round trip and goodput decides") {
  CHECK(Classify(Connection{50, 5000}) == ConnectionClass::k4g);
  CHECK(Classify(Connection{1500, 5000}) == ConnectionClass::k2g);
  CHECK(Classify(Connection{50, 60}) == ConnectionClass::k2g);
  CHECK(Classify(Connection{270, 5000}) == ConnectionClass::k3g);
  CHECK(Classify(Connection{2000, 5000}) == ConnectionClass::kSlow2g);
  CHECK(Classify(Connection{50, 0}) == ConnectionClass::kOffline);
  CHECK(Classify(Connection{kNan, 60}) == ConnectionClass::k2g);
  CHECK(Classify(Connection{50, kNan}) == ConnectionClass::k4g);
  CHECK(Classify(UnknownConnection()) == ConnectionClass::k3g);
  CHECK(Name(ConnectionClass::kSlow2g) == "slow-2g");
}

TEST_CASE("memory classes allow for what a phone keeps to itself; unknown is the middle") {
  CHECK(Classify(Device{512}) == DeviceClass::kLow);
  CHECK(Classify(Device{1024}) == DeviceClass::kLow);
  CHECK(Classify(Device{1900}) == DeviceClass::kMiddle);
  CHECK(Classify(Device{8192}) == DeviceClass::kHigh);
  CHECK(Classify(Device{}) == DeviceClass::kMiddle);
}

TEST_CASE("a download takes a round trip and its bytes") {
  CHECK(DownloadSeconds(1'000'000, {500, 1000}) == Approx(8.5));
  CHECK(std::isinf(DownloadSeconds(1, {50, 0})));
}

TEST_CASE("the richest variant that runs and arrives in time") {
  const auto pick = [](std::int64_t ram, Connection connection, double budget) {
    return PickVariant(kVariants, {ram}, connection, budget);
  };
  CHECK(pick(8192, {30, 50'000}, 20) == 3);
  CHECK(pick(2048, {30, 50'000}, 20) == 2);  // too little memory for the video
  CHECK(pick(8192, {1500, 60}, 20) == 0);    // 2g: 20 kB takes 4.2 s, 300 kB 41.5 s
  CHECK(pick(8192, {1500, 60}, 60) == 1);    // who waits longer hears it
  CHECK(pick(64, {30, 50'000}, 20) == std::nullopt);
  CHECK(pick(8192, {30, 0}, 3600) == std::nullopt);
  CHECK(PickVariant({}, {8192}, {30, 50'000}, 20) == std::nullopt);
}

TEST_CASE("a device that says what it decodes is given nothing else") {
  const std::vector<Variant> two = {{"text", VariantKind::kText, 100, 1},
                                    {"film", VariantKind::kHigh, 200, 1, {"h264", "opus"}}};
  const Connection wifi{30, 50'000};
  CHECK(PickVariant(two, {1024}, wifi, 20) == 1);
  CHECK(PickVariant(two, {1024, {{"h264", "opus", "vp9"}}}, wifi, 20) == 1);
  CHECK(PickVariant(two, {1024, {{"h264"}}}, wifi, 20) == 0);
  CHECK(PickVariant(two, {1024, std::set<std::string>{}}, wifi, 20) == 0);
}

TEST_CASE("of two of a kind the smaller one") {
  const std::vector<Variant> two = {{"big", VariantKind::kLow, 200, 1}, {"small", VariantKind::kLow, 100, 1}};
  CHECK(PickVariant(two, {1024}, {30, 5000}, 20) == 1);
}

TEST_CASE("kinds have names both ways") {
  for (const char* name : {"text", "audio", "low", "standard", "high"})
    CHECK(Name(*ParseVariantKind(name)) == name);
  CHECK(ParseVariantKind("3d") == std::nullopt);
}

}  // namespace
}  // namespace yachay::delivery
