#include "cli/simulate_life.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "cli/simulate_diary.h"
#include "cli/simulate_random.h"
#include "cli/simulate_week.h"

namespace yachay::simulate {
namespace {

namespace pb = yachay::events::v1;

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;

// Given at the school, with the enrolment.
void Consent(int64_t ms, Diary& diary) {
  for (const auto purpose :
       {pb::ConsentChanged::PURPOSE_PERSONALISATION, pb::ConsentChanged::PURPOSE_TRAINING}) {
    pb::ConsentChanged& consent = *diary.At(ms).mutable_consent_changed();
    consent.set_purpose(purpose);
    consent.set_granted(true);
  }
}

void Join(const Learner& learner, int64_t ms, int64_t end_ms, Diary& diary) {
  // The feature is the year of now less the year of birth.
  const int64_t year = absl::ToCivilYear(absl::FromUnixMillis(end_ms), absl::UTCTimeZone()).year();
  pb::ProfileUpdated& profile = *diary.At(ms).mutable_profile_updated();
  profile.set_birth_year(static_cast<uint32_t>(year - learner.player.age));
  if (learner.player.age <= 18)
    profile.set_grade(static_cast<uint32_t>(std::min(learner.player.age - 6, 13)));
  profile.set_language(learner.language);
  profile.set_region(learner.player.location);
  profile.set_gender(learner.player.gender);

  pb::DeviceReported& device = *diary.At(ms + 1000).mutable_device_reported();
  device.set_ram_mib(learner.device.ram_mib);
  device.set_free_storage_mib(learner.device.free_storage_mib);
  device.set_screen_width_px(learner.device.width_px);
  device.set_screen_height_px(learner.device.height_px);
  device.set_os(learner.device.os);

  pb::PreferenceSet& preference = *diary.At(ms + 2000).mutable_preference_set();
  preference.set_key("audio");
  preference.set_value(learner.seed % 3 == 0 ? "off" : "on");
}

void Measure(const Learner& learner, int64_t ms, Random& random, Diary& diary) {
  const Connection& connection = learner.connection;
  pb::ConnectionMeasured& measured = *diary.At(ms).mutable_connection_measured();
  SetDuration(measured.mutable_rtt(), static_cast<int64_t>(connection.rtt_ms * random.Uniform(0.9, 1.1)));
  measured.set_downlink_kbps(connection.downlink_kbps * random.Uniform(0.9, 1.1));
  measured.set_metered(connection.metered);
  measured.set_type(connection.wifi ? pb::ConnectionMeasured::TYPE_WIFI
                                    : pb::ConnectionMeasured::TYPE_CELLULAR);
}

void Visit(const Learner& learner, const std::vector<Lesson>& lessons, const Session& session, int number,
           double grown, Random& random, Diary& diary) {
  const std::string id = absl::StrFormat("%s-s%d", learner.id, number);
  pb::SessionStarted& started = *diary.At(session.start_ms).mutable_session_started();
  started.set_session_id(id);
  started.set_game_genre(learner.player.game_genre);
  started.set_game_difficulty(learner.player.difficulty);
  const double ability = learner.ability + grown;
  const Lesson& lesson = Choose(learner, lessons, ability, random);
  const int64_t span = std::min(session.duration_ms / 2, 15 * kMinuteMs);
  PlayLesson(learner, lesson, ability, session.start_ms + 10'000, span, random, diary);
  pb::SessionEnded& ended = *diary.At(session.start_ms + session.duration_ms).mutable_session_ended();
  ended.set_session_id(id);
  SetDuration(ended.mutable_duration(), session.duration_ms);
}

// Levels and achievements on the way, spread over the sessions; the last session reaches what the player has.
void Progress(const Learner& learner, const std::vector<Session>& sessions, Diary& diary) {
  const int count = static_cast<int>(sessions.size());
  const Player& player = learner.player;
  for (int i = 0; i < count; ++i) {
    const Session& session = sessions[static_cast<size_t>(i)];
    const int64_t late = session.start_ms + session.duration_ms * 4 / 5;
    const bool reports = i + 1 == count || i % 4 == 0;
    const int level = std::max(1, player.level * (i + 1) / count);
    if (reports) diary.At(late).mutable_level_reached()->set_level(static_cast<uint32_t>(level));
    for (int a = player.achievements * i / count; a < player.achievements * (i + 1) / count; ++a) {
      diary.At(late + 1000 + a * 10)
          .mutable_achievement_unlocked()
          ->set_achievement_id(absl::StrCat("badge-", a + 1));
    }
  }
  if (player.purchases) {
    const Session& session = sessions.back();
    diary.At(session.start_ms + session.duration_ms / 3).mutable_purchase_made()->set_product_id("skin-1");
  }
}

}  // namespace

std::vector<pb::LearnerEvent> Live(const Learner& learner, const std::vector<Lesson>& lessons,
                                   const LifeOptions& options) {
  Random random(Mix(learner.seed, {HashText("life")}));
  Diary diary(learner, options.game_id);
  const int weeks = options.days / 7;
  const int64_t first_look = Midnight(learner, options.end_ms, 7 * weeks + 3) + 16 * kHourMs;
  Consent(first_look - kHourMs - kMinuteMs, diary);
  Join(learner, first_look - kHourMs, options.end_ms, diary);
  Measure(learner, first_look - kHourMs + 5000, random, diary);

  std::vector<Session> early{{first_look, learner.player.session_minutes * kMinuteMs}};
  for (int back = weeks - 1; back >= 1; --back) {
    const int64_t monday = Midnight(learner, options.end_ms, 7 * back + 6);
    for (Session s : Week(learner, monday, learner.sessions_in_week[0], random)) early.push_back(s);
  }
  std::vector<Session> all = early;
  const int64_t last_week = Midnight(learner, options.end_ms, 6);
  for (Session s : Week(learner, last_week, learner.sessions_in_week[1], random)) all.push_back(s);

  int number = 0;
  for (const Session& session : all) {
    if (number % 6 == 1) Measure(learner, session.start_ms + 2000, random, diary);
    Visit(learner, lessons, session, number, 0.03 * number, random, diary);
    ++number;
  }
  Progress(learner, early, diary);
  return diary.Close();
}

}  // namespace yachay::simulate
