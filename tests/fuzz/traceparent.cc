// Any text is a traceparent or none; of one that is, the ids can be had, and another span leaves trace and
// flags.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "service/trace.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yachay::service;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!IsTraceparent(text)) return 0;
  const std::string next = WithSpan(text, 0x0123456789abcdef);
  if (!IsTraceparent(next) || SpanIdOf(next) != "0123456789abcdef") std::abort();
  if (TraceIdOf(next) != TraceIdOf(text) || next.substr(52) != text.substr(52)) std::abort();
  return 0;
}
