#include "features/connection_fold.h"

#include <limits>

#include "delivery/connection.h"

namespace yachay::features {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

delivery::SmoothedConnection Smoothed(const Latest<Connection>& known) {
  if (!known.known()) return {};
  const Connection& c = known.value;
  if (!c.measured) return {{kNan, c.downlink_kbps}, {kNan, c.newest_downlink_kbps}};
  return {{c.rtt_ms, c.downlink_kbps}, {c.newest_rtt_ms, c.newest_downlink_kbps}};
}

}  // namespace

Connection Follow(const Latest<Connection>& before, const events::ConnectionMeasured& measured) {
  const bool offline = measured.type == events::ConnectionMeasured::Type::kOffline;
  const auto speed = delivery::Smooth(
      Smoothed(before), offline ? delivery::Connection{kNan, 0}
                                : delivery::Connection{measured.rtt_ms, measured.downlink_kbps});
  Connection now{.downlink_kbps = speed.value.downlink_kbps,
                 .newest_downlink_kbps = speed.newest.downlink_kbps,
                 .metered = measured.metered,
                 .type = static_cast<std::uint32_t>(measured.type),
                 .measured = before.value.measured || !offline};
  if (now.measured) now.rtt_ms = speed.value.rtt_ms, now.newest_rtt_ms = speed.newest.rtt_ms;
  return now;
}

}  // namespace yachay::features
