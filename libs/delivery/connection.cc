#include "delivery/connection.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace yachay::delivery {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Limits {
  ConnectionClass connection;
  double rtt_ms;         // this slow or slower
  double downlink_kbps;  // this little or less
  double typical_kbps;
};

constexpr Limits kLimits[] = {
    {ConnectionClass::kSlow2g, 2000, 50, 30},
    {ConnectionClass::k2g, 1400, 70, 60},
    {ConnectionClass::k3g, 270, 700, 400},
};
constexpr double kTypical4gKbps = 2000;

ConnectionClass ByRtt(double rtt_ms) {
  for (const Limits& limits : kLimits) {
    if (rtt_ms >= limits.rtt_ms) return limits.connection;
  }
  return ConnectionClass::k4g;
}

ConnectionClass ByDownlink(double kbps) {
  if (kbps <= 0) return ConnectionClass::kOffline;
  for (const Limits& limits : kLimits) {
    if (kbps <= limits.downlink_kbps) return limits.connection;
  }
  return ConnectionClass::k4g;
}

constexpr double kWeight = 0.4;  // of a new measurement
constexpr double kLeastRttMs = 1;

// On a log scale; all above 0.
double Blend(double smoothed, double target) {
  return std::exp(std::log(smoothed) + kWeight * (std::log(target) - std::log(smoothed)));
}

double SmoothRtt(double smoothed, double previous, double measured) {
  if (std::isnan(smoothed)) return measured;
  if (measured > smoothed) return Blend(smoothed, measured);
  return Blend(smoothed, std::min(smoothed, std::max(previous, measured)));
}

double SmoothDownlink(double smoothed, double previous, double measured) {
  if (std::isnan(smoothed) || smoothed <= 0 || measured <= 0) return std::max(0.0, measured);
  if (measured < smoothed) return Blend(smoothed, measured);
  return Blend(smoothed, std::max(smoothed, std::min(previous, measured)));
}

}  // namespace

std::string_view Name(ConnectionClass connection) {
  constexpr std::string_view kNames[] = {"offline", "slow-2g", "2g", "3g", "4g"};
  return kNames[static_cast<int>(connection)];
}

Connection UnknownConnection() { return {kNan, kNan}; }

ConnectionClass Classify(const Connection& connection) {
  const bool no_rtt = std::isnan(connection.rtt_ms);
  const bool no_downlink = std::isnan(connection.downlink_kbps);
  if (no_rtt && no_downlink) return ConnectionClass::k3g;
  if (no_rtt) return ByDownlink(connection.downlink_kbps);
  if (no_downlink) return ByRtt(connection.rtt_ms);
  return std::min(ByRtt(connection.rtt_ms), ByDownlink(connection.downlink_kbps));
}

double PlanningKbps(const Connection& connection) {
  if (!std::isnan(connection.downlink_kbps)) return std::max(0.0, connection.downlink_kbps);
  const ConnectionClass measured = Classify(connection);
  const auto* limits = std::find_if(std::begin(kLimits), std::end(kLimits),
                                    [&](const Limits& l) { return l.connection == measured; });
  return limits == std::end(kLimits) ? kTypical4gKbps : limits->typical_kbps;
}

SmoothedConnection Smooth(const SmoothedConnection& before, const Connection& measured) {
  SmoothedConnection now = before;
  if (!std::isnan(measured.rtt_ms)) {
    const double rtt_ms = std::max(kLeastRttMs, measured.rtt_ms);
    now.value.rtt_ms = SmoothRtt(before.value.rtt_ms, before.newest.rtt_ms, rtt_ms);
    now.newest.rtt_ms = rtt_ms;
  }
  if (!std::isnan(measured.downlink_kbps)) {
    now.value.downlink_kbps =
        SmoothDownlink(before.value.downlink_kbps, before.newest.downlink_kbps, measured.downlink_kbps);
    now.newest.downlink_kbps = measured.downlink_kbps;
  }
  return now;
}

}  // namespace yachay::delivery
