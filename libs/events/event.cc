#include "events/event.h"

#include <array>

namespace yachay::events {

const char* PayloadName(const Payload& payload) {
  static constexpr std::array<const char*, std::variant_size_v<Payload>> kNames = {"payload",
                                                                                   "session_started",
                                                                                   "session_ended",
                                                                                   "item_attempted",
                                                                                   "content_shown",
                                                                                   "content_completed",
                                                                                   "content_abandoned",
                                                                                   "content_rated",
                                                                                   "level_reached",
                                                                                   "achievement_unlocked",
                                                                                   "purchase_made",
                                                                                   "device_reported",
                                                                                   "connection_measured",
                                                                                   "profile_updated",
                                                                                   "preference_set",
                                                                                   "consent_changed",
                                                                                   "roster_changed",
                                                                                   "erasure_requested"};
  return kNames[payload.index()];
}

}  // namespace yachay::events
