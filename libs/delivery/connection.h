#ifndef DELIVERY_CONNECTION_H_
#define DELIVERY_CONNECTION_H_

#include <string_view>

namespace yachay::delivery {

// How good a connection is, worst first. 2g, 3g and 4g are classes of speed, whatever the radio is called.
enum class ConnectionClass { kOffline, kSlow2g, k2g, k3g, k4g };

// "offline", "slow-2g", "2g", "3g", "4g".
std::string_view Name(ConnectionClass connection);

// A measurement, or a smoothed one. NaN: not measured.
struct Connection {
  double rtt_ms;         // round-trip time; 0 and above
  double downlink_kbps;  // goodput towards the device; 0 is offline
};

// A connection of which nothing is measured: treated as 3g.
Connection UnknownConnection();

// The worse of what round-trip time and goodput say. Thresholds: W3C Network Information API, table of
// effective connection types (slow-2g from 2000 ms or up to 50 kbit/s, 2g 1400/70, 3g 270/700). What is not
// measured does not count; 3g when neither is. A goodput of 0 is offline.
ConnectionClass Classify(const Connection& connection);

// Goodput to plan with, kbit/s: the measured one, else the typical one of the class.
double PlanningKbps(const Connection& connection);

// Follows measurements: each moves the smoothed value by its weight, by goodput on a log scale, so that one
// spike does not hide a slow connection. A measured 0 (offline) is taken at once, and so is the first value
// after. weight: above 0, at most 1. What is not measured (NaN) keeps its value.
Connection Smooth(const Connection& smoothed, const Connection& measured, double weight = 0.3);

}  // namespace yachay::delivery

#endif  // DELIVERY_CONNECTION_H_
