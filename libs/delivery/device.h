#ifndef DELIVERY_DEVICE_H_
#define DELIVERY_DEVICE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace yachay::delivery {

// How much a device can hold in memory.
enum class DeviceClass { kLow, kMiddle, kHigh };

// "low", "middle", "high".
std::string_view Name(DeviceClass device);

struct Device {
  std::int64_t ram_mib = 0;  // main memory; 0 or below: not known
  std::optional<std::set<std::string>> codecs =
      {};  // what it decodes, for example "h264"; absent: everything
};

// Whether it decodes all of them.
bool Decodes(const Device& device, const std::vector<std::string>& codecs);

// Memory to plan with, MiB: what was reported, else 2048, as most phones that are in use have at least that.
std::int64_t PlanningRamMib(const Device& device);

// By the memory classes of the W3C Device Memory API: low up to 1 GiB, middle up to 4 GiB, else high. A phone
// reports a little less than its box says, so a limit holds up to one eighth more. Not known: middle.
DeviceClass Classify(const Device& device);

}  // namespace yachay::delivery

#endif  // DELIVERY_DEVICE_H_
