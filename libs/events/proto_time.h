#ifndef EVENTS_PROTO_TIME_H_
#define EVENTS_PROTO_TIME_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

// Timestamp and Duration of protobuf to and from milliseconds, for events_proto and for adapters that hold
// protos.
namespace yachay::events {

// The widest range of both types, years 1 to 9999 around 1970: what lies outside is held at its edge, so that
// no sum or difference of two times overflows.
inline constexpr std::int64_t kMaxProtoSeconds = 315'576'000'000;

template <typename Proto>
std::int64_t ToMs(const Proto& proto) {
  const std::int64_t seconds = std::clamp<std::int64_t>(proto.seconds(), -kMaxProtoSeconds, kMaxProtoSeconds);
  const std::int64_t nanos = proto.nanos();
  const std::int64_t millis = nanos >= 0 ? nanos / 1'000'000 : -((-nanos + 999'999) / 1'000'000);
  return std::clamp(seconds * 1000 + millis, -kMaxProtoSeconds * 1000, kMaxProtoSeconds * 1000);
}

// A Timestamp wants nanos ≥ 0, a Duration the sign of its seconds: `ms` is split as each says.
template <typename Proto>
void SetMs(std::int64_t ms, Proto* proto, bool duration) {
  std::int64_t seconds = ms / 1000, rest = ms % 1000;
  if (rest < 0 && !duration) {
    rest += 1000;
    --seconds;
  }
  proto->set_seconds(seconds);
  proto->set_nanos(static_cast<std::int32_t>(rest * 1'000'000));
}

// The same for a Duration whose parts of a millisecond count, as a round-trip time's.
template <typename Proto>
double ToFractionalMs(const Proto& proto) {
  return static_cast<double>(proto.seconds()) * 1e3 + static_cast<double>(proto.nanos()) / 1e6;
}

// REQUIRES: ms is finite and within the range of Duration; nanoseconds are rounded.
template <typename Proto>
void SetFractionalMs(double ms, Proto* proto) {
  const double seconds = std::trunc(ms / 1e3);
  proto->set_seconds(static_cast<std::int64_t>(seconds));
  proto->set_nanos(static_cast<std::int32_t>(std::lround((ms - seconds * 1e3) * 1e6)));
}

}  // namespace yachay::events

#endif  // EVENTS_PROTO_TIME_H_
