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

// What the measurements of a connection come to: the value to plan with, and the newest measurement of each
// number.
struct SmoothedConnection {
  Connection value = UnknownConnection();
  Connection newest = UnknownConnection();
};

// Follows measurements on a log scale: what is worse moves the value by 40 % of the way at once, what is
// better by 40 % of the way that this measurement and the one before agree on. So one good spike never hides
// a slow connection, one bad spike moves a 4g connection of 10,000 kbit/s to 1,100 (4g still), and who
// changes between two connections is planned for the slower. A measured goodput of 0 (offline) is taken at
// once, and so is the first one after. What is not measured (NaN) keeps its value. A round trip below 1 ms
// counts as 1 ms.
SmoothedConnection Smooth(const SmoothedConnection& before, const Connection& measured);

}  // namespace yachay::delivery

#endif  // DELIVERY_CONNECTION_H_
