#include "events/decode_payload.h"

#include "events/proto_time.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::events {
namespace {

SessionStarted From(const v1::SessionStarted& p) {
  return {p.session_id(), p.game_genre(), p.game_difficulty()};
}

SessionEnded From(const v1::SessionEnded& p) { return {p.session_id(), ToMs(p.duration())}; }

ItemAttempted From(const v1::ItemAttempted& p) {
  ItemAttempted out{p.item_id(), {p.skill_ids().begin(), p.skill_ids().end()}, p.correct(), {}, p.hints(),
                    p.choices()};
  if (p.has_response_time()) out.response_time_ms = ToMs(p.response_time());
  return out;
}

ContentShown From(const v1::ContentShown& p) {
  return {p.content_id(), p.variant_id(), p.recommendation_id()};
}

ContentCompleted From(const v1::ContentCompleted& p) {
  ContentCompleted out{p.content_id(), p.variant_id(), p.recommendation_id(), ToMs(p.time_spent()), {}};
  if (p.has_score()) out.score = p.score();
  return out;
}

ContentAbandoned From(const v1::ContentAbandoned& p) {
  return {p.content_id(), p.variant_id(), p.recommendation_id(), ToMs(p.time_spent())};
}

ContentRated From(const v1::ContentRated& p) { return {p.content_id(), p.stars()}; }
LevelReached From(const v1::LevelReached& p) { return {p.level()}; }
AchievementUnlocked From(const v1::AchievementUnlocked& p) { return {p.achievement_id()}; }
PurchaseMade From(const v1::PurchaseMade& p) { return {p.product_id()}; }

DeviceReported From(const v1::DeviceReported& p) {
  return {p.ram_mib(), p.free_storage_mib(), p.screen_width_px(), p.screen_height_px(), p.os()};
}

ConnectionMeasured From(const v1::ConnectionMeasured& p) {
  return {ToFractionalMs(p.rtt()), p.downlink_kbps(), p.metered(),
          static_cast<ConnectionMeasured::Type>(p.type())};
}

ProfileUpdated From(const v1::ProfileUpdated& p) {
  ProfileUpdated out;
  if (p.has_birth_year()) out.birth_year = p.birth_year();
  if (p.has_grade()) out.grade = p.grade();
  if (p.has_language()) out.language = p.language();
  if (p.has_region()) out.region = p.region();
  if (p.has_gender()) out.gender = p.gender();
  return out;
}

PreferenceSet From(const v1::PreferenceSet& p) { return {p.key(), p.value()}; }

ConsentChanged From(const v1::ConsentChanged& p) {
  return {static_cast<ConsentChanged::Purpose>(p.purpose()), p.granted()};
}

RosterChanged From(const v1::RosterChanged& p) {
  return {p.classroom_id(), p.teacher_id(), p.guardian_id(), p.removed()};
}

ErasureRequested From(const v1::ErasureRequested& p) { return {p.request_id()}; }

}  // namespace

Payload DecodePayload(const v1::LearnerEvent& proto) {
  switch (proto.payload_case()) {
    case v1::LearnerEvent::kSessionStarted:
      return From(proto.session_started());
    case v1::LearnerEvent::kSessionEnded:
      return From(proto.session_ended());
    case v1::LearnerEvent::kItemAttempted:
      return From(proto.item_attempted());
    case v1::LearnerEvent::kContentShown:
      return From(proto.content_shown());
    case v1::LearnerEvent::kContentCompleted:
      return From(proto.content_completed());
    case v1::LearnerEvent::kContentAbandoned:
      return From(proto.content_abandoned());
    case v1::LearnerEvent::kContentRated:
      return From(proto.content_rated());
    case v1::LearnerEvent::kLevelReached:
      return From(proto.level_reached());
    case v1::LearnerEvent::kAchievementUnlocked:
      return From(proto.achievement_unlocked());
    case v1::LearnerEvent::kPurchaseMade:
      return From(proto.purchase_made());
    case v1::LearnerEvent::kDeviceReported:
      return From(proto.device_reported());
    case v1::LearnerEvent::kConnectionMeasured:
      return From(proto.connection_measured());
    case v1::LearnerEvent::kProfileUpdated:
      return From(proto.profile_updated());
    case v1::LearnerEvent::kPreferenceSet:
      return From(proto.preference_set());
    case v1::LearnerEvent::kConsentChanged:
      return From(proto.consent_changed());
    case v1::LearnerEvent::kRosterChanged:
      return From(proto.roster_changed());
    case v1::LearnerEvent::kErasureRequested:
      return From(proto.erasure_requested());
    case v1::LearnerEvent::PAYLOAD_NOT_SET:
      return std::monostate{};
  }
  return std::monostate{};
}

}  // namespace yachay::events
