#include "delivery/device.h"

#include <algorithm>

namespace yachay::delivery {
namespace {

constexpr std::int64_t kUnknownRamMib = 2048;

constexpr std::int64_t WithMargin(std::int64_t mib) { return mib + mib / 8; }

}  // namespace

std::string_view Name(DeviceClass device) {
  constexpr std::string_view kNames[] = {"low", "middle", "high"};
  return kNames[static_cast<int>(device)];
}

bool Decodes(const Device& device, const std::vector<std::string>& codecs) {
  return !device.codecs || std::all_of(codecs.begin(), codecs.end(), [&](const std::string& codec) {
    return device.codecs->count(codec) > 0;
  });
}

std::int64_t PlanningRamMib(const Device& device) {
  return device.ram_mib > 0 ? device.ram_mib : kUnknownRamMib;
}

DeviceClass Classify(const Device& device) {
  const std::int64_t ram = PlanningRamMib(device);
  if (ram <= WithMargin(1024)) return DeviceClass::kLow;
  return ram <= WithMargin(4096) ? DeviceClass::kMiddle : DeviceClass::kHigh;
}

}  // namespace yachay::delivery
