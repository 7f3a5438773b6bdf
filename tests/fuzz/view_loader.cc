// Any text is a view or is refused with its place; a view that was taken can be folded and read.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "features/fold.h"
#include "features/test_events.h"
#include "features/view.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yachay::features;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto views = ParseViews({ViewSource{"fuzz.yaml", text}}, "");
  if (!views.ok()) {
    if (views.status().message().find("fuzz.yaml:") != 0) std::abort();
    return 0;
  }
  static const auto events = RandomEvents(1, 60, 40);
  static const yachay::learning::Calibration calibration;
  LearnerState state;
  for (const auto& event : events) Fold(state, event, {calibration, views->plan()});
  for (const Feature& feature : views->views().front().features)
    (void)feature.Read({state, calibration, kT0 + 20 * kDayMs});
  return 0;
}
