// Any text is a reference, or is refused with a reason; one that was taken reads back the same, does not
// drift from itself, and calls an empty window by its name.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "drift/verdict.h"

namespace {

using namespace yachay::drift;  // NOLINT(google-build-using-namespace)

void Require(bool holds) {
  if (!holds) std::abort();
}

// The reference's rows as a window: the same counts under another format.
std::string AsWindow(std::string json) {
  const std::string from = "yachay.drift.reference/1";
  const size_t at = json.find(from);
  Require(at != std::string::npos);
  return json.replace(at, from.size(), "yachay.drift.window/1");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto reference = Reference::FromJson(text);
  if (!reference.ok()) {
    Require(!reference.status().message().empty());
    return 0;
  }
  const std::string written = reference->ToJson();
  const auto again = Reference::FromJson(written);
  Require(again.ok() && again->ToJson() == written);
  const auto empty = Compare(*reference, Window::Like(*reference));
  Require(empty.ok() && empty->state == VerdictState::kEmptyWindow);
  auto window = Window::FromJson(AsWindow(written));
  Require(window.ok());
  const auto itself = Compare(*reference, *window);
  Require(itself.ok() && itself->drifted_columns == 0);
  Require(window->Merge(*window).ok());
  return 0;
}
