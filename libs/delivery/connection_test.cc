#include "delivery/connection.h"

#include <cmath>
#include <limits>
#include <vector>

#include "testing/catch.h"

namespace yachay::delivery {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Connection k4g{50, 10'000}, k3g{400, 400}, k2g{1500, 60}, kOffline{kNan, 0};

SmoothedConnection Follow(const std::vector<Connection>& measurements, SmoothedConnection known = {}) {
  for (const Connection& measured : measurements) known = Smooth(known, measured);
  return known;
}

ConnectionClass ClassAfter(const std::vector<Connection>& measurements) {
  return Classify(Follow(measurements).value);
}

// How many measurements of `now` it takes until one who has long had `before` is in this class.
int Measurements(const Connection& before, const Connection& now, ConnectionClass expected) {
  SmoothedConnection known = Follow(std::vector<Connection>(5, before));
  int count = 0;
  for (; Classify(known.value) != expected && count < 100; ++count) known = Smooth(known, now);
  return count;
}

TEST_CASE("who moves to another connection is classed by it within a few measurements") {
  CHECK(Measurements(k4g, {1500, 40}, ConnectionClass::k3g) == 2);
  CHECK(Measurements(k4g, {1500, 40}, ConnectionClass::k2g) == 5);
  CHECK(Measurements(k4g, k2g, ConnectionClass::k2g) == 7);  // just below the threshold
  CHECK(Measurements(k4g, k3g, ConnectionClass::k3g) <= 4);
  CHECK(Measurements(k2g, k4g, ConnectionClass::k3g) == 2);
  CHECK(Measurements(k2g, k4g, ConnectionClass::k4g) <= 6);
  CHECK(Measurements(k3g, k4g, ConnectionClass::k4g) <= 4);
}

TEST_CASE("one spike changes no class, up or down, even when it is followed by another") {
  for (const Connection& usual : {k4g, k3g, k2g}) {
    for (const Connection& spike : {Connection{20, 50'000}, Connection{2000, 40}}) {
      if (Classify(usual) != ConnectionClass::k4g && spike.rtt_ms > usual.rtt_ms) continue;  // slower at once
      const ConnectionClass expected = Classify(usual);
      INFO(Name(expected) << ", spike of " << spike.downlink_kbps << " kbit/s");
      CHECK(ClassAfter({usual, usual, spike}) == expected);
      CHECK(ClassAfter({usual, usual, spike, usual}) == expected);
      CHECK(ClassAfter({usual, usual, spike, usual, usual, usual, usual, usual, spike}) == expected);
    }
  }
}

TEST_CASE("who changes between two connections is planned for the slower") {
  std::vector<Connection> week;
  for (int day = 0; day < 7; ++day) week.insert(week.end(), {k4g, k2g});
  CHECK(ClassAfter(week) == ConnectionClass::k2g);
}

TEST_CASE("offline at once and back at once, and the round trip stays known") {
  CHECK(ClassAfter({k4g, k4g, kOffline}) == ConnectionClass::kOffline);
  CHECK(Follow({k4g, kOffline}).value.rtt_ms == Approx(50));
  CHECK(Follow({k4g, kOffline, {kNan, 80}}).value.downlink_kbps == Approx(80));
  CHECK(ClassAfter({k2g, kOffline, k4g, k4g, k4g, k4g, k4g, k4g}) == ConnectionClass::k4g);
  CHECK(ClassAfter({kOffline}) == ConnectionClass::kOffline);
}

TEST_CASE("what is not measured keeps its value, and the first measurement is taken as it is") {
  CHECK(Follow({{40, 80}, UnknownConnection()}).value.downlink_kbps == Approx(80));
  CHECK(Follow({UnknownConnection(), {40, 80}}).value.rtt_ms == 40);
  CHECK(Follow({{0, 80}, {0, 80}}).value.rtt_ms == Approx(1));
  CHECK(Follow({{100, 10'000}, {100, 100}}).value.downlink_kbps == Approx(std::pow(10, 3.2)));
}

}  // namespace
}  // namespace yachay::delivery
