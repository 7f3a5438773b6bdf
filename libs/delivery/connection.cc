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

double Blend(double old_value, double new_value, double weight) {
  if (std::isnan(new_value)) return old_value;
  if (std::isnan(old_value)) return new_value;
  return old_value + weight * (new_value - old_value);
}

double BlendDownlink(double old_kbps, double new_kbps, double weight) {
  if (std::isnan(new_kbps)) return old_kbps;
  if (std::isnan(old_kbps) || old_kbps <= 0 || new_kbps <= 0) return new_kbps;
  return std::exp(Blend(std::log(old_kbps), std::log(new_kbps), weight));
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

Connection Smooth(const Connection& smoothed, const Connection& measured, double weight) {
  return {Blend(smoothed.rtt_ms, measured.rtt_ms, weight),
          BlendDownlink(smoothed.downlink_kbps, measured.downlink_kbps, weight)};
}

}  // namespace yachay::delivery
