// xAPI statements: whatever the text, MapXapi says what became of each; the same text gives the same events;
// nothing that is kept names a person by address.
#include "events/xapi.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "events/codec.h"

using yachay::events::XapiStatement;

namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckStatement(const XapiStatement& statement, const XapiStatement& again) {
  Check(statement.kind == again.kind && statement.event.event_id == again.event.event_id);
  Check((statement.kind == XapiStatement::Kind::kEvent) == statement.why.empty());
  Check(statement.text.empty() == (statement.kind != XapiStatement::Kind::kUnmapped));
  if (statement.kind == XapiStatement::Kind::kEvent) {
    // Bytes that are no UTF-8 are the JSON parser's to refuse; an event that is valid survives the log.
    auto event = statement.event;
    event.received_at_ms = 1'790'000'000'000;
    if (!yachay::events::Validate(event, *event.received_at_ms).empty()) return;
    Check(yachay::events::Decode(yachay::events::Encode(event)).ok());
  } else if (statement.kind == XapiStatement::Kind::kUnmapped) {
    // A kept statement can be read again, and is still unmapped for the same reason.
    const auto kept = yachay::events::MapXapi(statement.text, {.game_id = "g"});
    Check(kept.ok() && kept->size() == 1 && kept->front().kind == XapiStatement::Kind::kUnmapped);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mapped = yachay::events::MapXapi(text, {.game_id = "g", .now_ms = 1'790'000'000'000});
  const auto again = yachay::events::MapXapi(text, {.game_id = "g", .now_ms = 1'790'000'000'000});
  Check(mapped.ok() == again.ok());
  if (!mapped.ok()) return 0;
  Check(mapped->size() == again->size());
  for (std::size_t i = 0; i < mapped->size(); ++i) CheckStatement((*mapped)[i], (*again)[i]);
  return 0;
}
