#include <algorithm>
#include <array>

#include "features/builtins.h"

// The views device, connection, profile and content.
namespace yachay::features {
namespace {

template <typename T>
FeatureValue Number(const Latest<T>& latest) {
  if (!latest.known()) return {};
  return {static_cast<double>(latest.value), latest.stamp.at_ms};
}

FeatureValue Text(const Latest<std::string>& latest) {
  if (!latest.known() || latest.value.empty()) return {std::monostate{}, latest.stamp.at_ms};
  return {latest.value, latest.stamp.at_ms};
}

template <std::uint32_t Device::*Field>
FeatureValue OfDevice(const Moment& m) {
  const auto& device = m.state.device;
  if (!device.known()) return {};
  return {static_cast<double>(device.value.*Field), device.stamp.at_ms};
}

FeatureValue Os(const Moment& m) { return Text({m.state.device.value.os, m.state.device.stamp}); }

FeatureValue RttMs(const Moment& m) {
  const auto& connection = m.state.connection;
  if (!connection.value.measured) return {std::monostate{}, connection.stamp.at_ms};
  return {connection.value.rtt_ms, connection.stamp.at_ms};
}

FeatureValue DownlinkKbps(const Moment& m) {
  const auto& connection = m.state.connection;
  if (!connection.known()) return {};
  return {connection.value.downlink_kbps, connection.stamp.at_ms};
}

FeatureValue Metered(const Moment& m) {
  const auto& connection = m.state.connection;
  if (!connection.known()) return {};
  return {connection.value.metered ? 1.0 : 0.0, connection.stamp.at_ms};
}

FeatureValue ConnectionType(const Moment& m) {
  static constexpr std::array<const char*, 5> kNames = {"unknown", "cellular", "wifi", "ethernet", "offline"};
  const auto& connection = m.state.connection;
  if (!connection.known()) return {};
  return {std::string(kNames.at(connection.value.type)), connection.stamp.at_ms};
}

FeatureValue BirthYear(const Moment& m) { return Number(m.state.birth_year); }
FeatureValue Grade(const Moment& m) { return Number(m.state.grade); }
FeatureValue Language(const Moment& m) { return Text(m.state.language); }
FeatureValue Region(const Moment& m) { return Text(m.state.region); }
FeatureValue Gender(const Moment& m) { return Text(m.state.gender); }

template <std::int64_t ContentMet::*Time>
FeatureValue Contents(const Moment& m) {
  FeatureValue out;
  NumberMap map;
  map.reserve(m.state.contents.size());
  for (const auto& [id, met] : m.state.contents) {
    if (met.*Time == kNever) continue;
    map.Add(id, static_cast<double>(met.*Time));
    out.at_ms = std::max(out.at_ms, met.*Time);
  }
  if (!map.empty()) out.value = std::move(map);
  return out;
}

FeatureValue Preferences(const Moment& m) {
  FeatureValue out;
  NumberMap map;
  map.reserve(m.state.preferences.size());
  for (const auto& [key, latest] : m.state.preferences) {
    out.at_ms = std::max(out.at_ms, latest.stamp.at_ms);
    if (!latest.value.empty()) map.Add(key + "=" + latest.value, static_cast<double>(latest.stamp.at_ms));
  }
  if (!map.empty()) out.value = std::move(map);
  return out;
}

constexpr std::array<Builtin, 17> kTable = {{
    {"device", "ram_mib", FeatureType::kNumber, false, OfDevice<&Device::ram_mib>},
    {"device", "free_storage_mib", FeatureType::kNumber, false, OfDevice<&Device::free_storage_mib>},
    {"device", "screen_width_px", FeatureType::kNumber, false, OfDevice<&Device::screen_width_px>},
    {"device", "screen_height_px", FeatureType::kNumber, false, OfDevice<&Device::screen_height_px>},
    {"device", "os", FeatureType::kText, false, Os},
    {"connection", "rtt_ms", FeatureType::kNumber, false, RttMs},
    {"connection", "downlink_kbps", FeatureType::kNumber, false, DownlinkKbps},
    {"connection", "metered", FeatureType::kNumber, false, Metered},
    {"connection", "type", FeatureType::kText, false, ConnectionType},
    {"profile", "birth_year", FeatureType::kNumber, false, BirthYear},
    {"profile", "grade", FeatureType::kNumber, false, Grade},
    {"profile", "language", FeatureType::kText, false, Language},
    {"profile", "region", FeatureType::kText, false, Region},
    {"profile", "gender", FeatureType::kText, false, Gender},
    {"content", "seen", FeatureType::kNumberMap, false, Contents<&ContentMet::seen_ms>},
    {"content", "completed", FeatureType::kNumberMap, false, Contents<&ContentMet::completed_ms>},
    {"content", "preferences", FeatureType::kNumberMap, false, Preferences},
}};

}  // namespace

absl::Span<const Builtin> ContextBuiltins() { return kTable; }

}  // namespace yachay::features
