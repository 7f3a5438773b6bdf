#include "events/encode_payload.h"

#include <cmath>

#include "events/proto_time.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::events {
namespace {

struct Encoder {
  v1::LearnerEvent& out;

  void operator()(const std::monostate&) const { out.clear_payload(); }
  void operator()(const SessionStarted& p) const {
    auto* m = out.mutable_session_started();
    m->set_session_id(p.session_id);
    m->set_game_genre(p.game_genre);
    m->set_game_difficulty(p.game_difficulty);
  }
  void operator()(const SessionEnded& p) const {
    auto* m = out.mutable_session_ended();
    m->set_session_id(p.session_id);
    SetMs(p.duration_ms, m->mutable_duration(), true);
  }
  void operator()(const ItemAttempted& p) const {
    auto* m = out.mutable_item_attempted();
    m->set_item_id(p.item_id);
    for (const auto& skill : p.skill_ids) m->add_skill_ids(skill);
    m->set_correct(p.correct);
    if (p.response_time_ms) SetMs(*p.response_time_ms, m->mutable_response_time(), true);
    m->set_hints(p.hints);
    m->set_choices(p.choices);
  }
  void operator()(const ContentShown& p) const { Content(p, out.mutable_content_shown()); }
  void operator()(const ContentCompleted& p) const {
    auto* m = Content(p, out.mutable_content_completed());
    SetMs(p.time_spent_ms, m->mutable_time_spent(), true);
    if (p.score) m->set_score(*p.score);
  }
  void operator()(const ContentAbandoned& p) const {
    SetMs(p.time_spent_ms, Content(p, out.mutable_content_abandoned())->mutable_time_spent(), true);
  }
  void operator()(const ContentRated& p) const {
    auto* m = out.mutable_content_rated();
    m->set_content_id(p.content_id);
    m->set_stars(p.stars);
  }
  void operator()(const LevelReached& p) const { out.mutable_level_reached()->set_level(p.level); }
  void operator()(const AchievementUnlocked& p) const {
    out.mutable_achievement_unlocked()->set_achievement_id(p.achievement_id);
  }
  void operator()(const PurchaseMade& p) const { out.mutable_purchase_made()->set_product_id(p.product_id); }
  void operator()(const DeviceReported& p) const {
    auto* m = out.mutable_device_reported();
    m->set_ram_mib(p.ram_mib);
    m->set_free_storage_mib(p.free_storage_mib);
    m->set_screen_width_px(p.screen_width_px);
    m->set_screen_height_px(p.screen_height_px);
    m->set_os(p.os);
  }
  void operator()(const ConnectionMeasured& p) const {
    auto* m = out.mutable_connection_measured();
    SetFractionalMs(p.rtt_ms, m->mutable_rtt());
    m->set_downlink_kbps(p.downlink_kbps);
    m->set_metered(p.metered);
    m->set_type(static_cast<v1::ConnectionMeasured::Type>(p.type));
  }
  void operator()(const ProfileUpdated& p) const {
    auto* m = out.mutable_profile_updated();
    if (p.birth_year) m->set_birth_year(*p.birth_year);
    if (p.grade) m->set_grade(*p.grade);
    if (p.language) m->set_language(*p.language);
    if (p.region) m->set_region(*p.region);
    if (p.gender) m->set_gender(*p.gender);
  }
  void operator()(const PreferenceSet& p) const {
    auto* m = out.mutable_preference_set();
    m->set_key(p.key);
    m->set_value(p.value);
  }
  void operator()(const ConsentChanged& p) const {
    auto* m = out.mutable_consent_changed();
    m->set_purpose(static_cast<v1::ConsentChanged::Purpose>(p.purpose));
    m->set_granted(p.granted);
  }
  void operator()(const RosterChanged& p) const {
    auto* m = out.mutable_roster_changed();
    m->set_classroom_id(p.classroom_id);
    m->set_teacher_id(p.teacher_id);
    m->set_guardian_id(p.guardian_id);
    m->set_removed(p.removed);
  }
  void operator()(const ErasureRequested& p) const {
    out.mutable_erasure_requested()->set_request_id(p.request_id);
  }

 private:
  template <typename P, typename M>
  static M* Content(const P& p, M* m) {
    m->set_content_id(p.content_id);
    m->set_variant_id(p.variant_id);
    m->set_recommendation_id(p.recommendation_id);
    return m;
  }
};

}  // namespace

void EncodePayload(const Payload& payload, v1::LearnerEvent& proto) { std::visit(Encoder{proto}, payload); }

}  // namespace yachay::events
