#include "events/validation.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "events/check.h"

namespace yachay::events {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

// The table of rules: one line per field, one Rules() per payload.
struct PayloadRules {
  Check& check;
  std::int64_t now_ms;

  void operator()(const std::monostate&) const {
    check.Fail("payload", "expected exactly one payload, found none or an unknown one");
  }
  void operator()(const SessionStarted& p) const {
    check.Id("session_id", p.session_id);
    check.Text("game_genre", p.game_genre, 32);
    check.Text("game_difficulty", p.game_difficulty, 32);
  }
  void operator()(const SessionEnded& p) const {
    check.Id("session_id", p.session_id);
    check.Duration("duration", p.duration_ms, 24 * kHourMs, "24 hours");
  }
  void operator()(const ItemAttempted& p) const {
    check.Id("item_id", p.item_id);
    check.Whole("skill_ids", static_cast<std::int64_t>(p.skill_ids.size()), 1, 8, " skills");
    for (std::size_t i = 0; i < p.skill_ids.size(); ++i)
      check.Id(absl::StrCat("skill_ids[", i, "]"), p.skill_ids[i]);
    check.Duration("response_time", p.response_time_ms.value_or(0), kHourMs, "1 hour");
    check.Whole("hints", p.hints, 0, 100);
    if (p.choices != 0) check.Whole("choices", p.choices, 2, 20, ", or 0 for free input");
  }
  void operator()(const ContentShown& p) const { Content(p); }
  void operator()(const ContentCompleted& p) const {
    Content(p);
    check.Duration("time_spent", p.time_spent_ms, 24 * kHourMs, "24 hours");
    check.Number("score", p.score.value_or(0), 0, 1);
  }
  void operator()(const ContentAbandoned& p) const {
    Content(p);
    check.Duration("time_spent", p.time_spent_ms, 24 * kHourMs, "24 hours");
  }
  void operator()(const ContentRated& p) const {
    check.Id("content_id", p.content_id);
    check.Whole("stars", p.stars, 1, 5);
  }
  void operator()(const LevelReached& p) const { check.Whole("level", p.level, 1, 10'000); }
  void operator()(const AchievementUnlocked& p) const { check.Id("achievement_id", p.achievement_id); }
  void operator()(const PurchaseMade& p) const { check.Id("product_id", p.product_id); }
  void operator()(const DeviceReported& p) const {
    check.Whole("ram_mib", p.ram_mib, 1, 1'048'576, " MiB");
    check.Whole("free_storage_mib", p.free_storage_mib, 0, 16'777'216, " MiB");
    check.Whole("screen_width_px", p.screen_width_px, 0, 16'384, " pixels");
    check.Whole("screen_height_px", p.screen_height_px, 0, 16'384, " pixels");
    check.Text("os", p.os, 64);
  }
  void operator()(const ConnectionMeasured& p) const {
    check.Number("rtt", p.rtt_ms, 0, 10 * kMinuteMs, " ms");
    check.Number("downlink_kbps", p.downlink_kbps, 0, 10'000'000, " kbit/s");
    check.Whole("type", static_cast<int>(p.type), 0, 4);
  }
  void operator()(const ProfileUpdated& p) const {
    const auto year = absl::ToCivilYear(absl::FromUnixMillis(now_ms), absl::UTCTimeZone()).year();
    check.Whole("birth_year", p.birth_year.value_or(1900), 1900, year);
    check.Whole("grade", p.grade.value_or(1), 1, 13);
    if (p.language) check.Language("language", *p.language);
    check.Text("region", p.region.value_or(""), 32);
    check.Text("gender", p.gender.value_or(""), 32);
  }
  void operator()(const PreferenceSet& p) const {
    check.Id("key", p.key);
    check.Text("value", p.value, 64);
  }
  void operator()(const ConsentChanged& p) const {
    check.Whole("purpose", static_cast<int>(p.purpose), 1, 2, " (personalisation, training)");
  }
  void operator()(const RosterChanged& p) const {
    check.Id("classroom_id", p.classroom_id);
    check.Text("teacher_id", p.teacher_id, 64);
    check.Text("guardian_id", p.guardian_id, 64);
  }
  void operator()(const ErasureRequested& p) const { check.Id("request_id", p.request_id); }

 private:
  template <typename P>
  void Content(const P& p) const {
    check.Id("content_id", p.content_id);
    check.Text("variant_id", p.variant_id, 64);
    check.Text("recommendation_id", p.recommendation_id, 64);
  }
};

std::string Utc(std::int64_t ms) { return absl::FormatTime(absl::FromUnixMillis(ms), absl::UTCTimeZone()); }

void CheckTime(const Event& event, std::int64_t now_ms, const ValidationOptions& options, Check& check) {
  if (!event.occurred_at_ms) return check.Fail("occurred_at", "expected a time, found none");
  const std::int64_t at = CorrectedTime(event, now_ms, options);
  if (at > now_ms + options.max_future_ms) {
    check.Fail("occurred_at",
               absl::StrCat("expected at most ", options.max_future_ms / 1000, " s after ", Utc(now_ms),
                            ", found ", Utc(at), "; give sent_at to have the device's clock corrected"));
  } else if (at < now_ms - options.max_past_ms) {
    check.Fail("occurred_at",
               absl::StrCat("expected at most ", options.max_past_ms / (24 * kHourMs), " days before ",
                            Utc(now_ms), ", which is how long the log is kept, found ", Utc(at)));
  }
}

}  // namespace

std::int64_t CorrectedTime(const Event& event, std::int64_t now_ms, const ValidationOptions& options) {
  const std::int64_t at = *event.occurred_at_ms;
  const bool ahead = at > now_ms + options.max_future_ms;
  if (!ahead || !options.sent_at_ms || *options.sent_at_ms <= now_ms) return at;
  return at - (*options.sent_at_ms - now_ms);
}

std::vector<Violation> Validate(const Event& event, std::int64_t now_ms, const ValidationOptions& options) {
  std::vector<Violation> violations;
  Check check(&violations);
  check.Uuid("event_id", event.event_id);
  check.Id("learner_id", event.learner_id);
  check.Id("game_id", event.game_id);
  check.Id("device_id", event.device_id, /*may_be_empty=*/true);
  CheckTime(event, now_ms, options, check);
  if (event.utc_offset_ms % kMinuteMs != 0 || event.utc_offset_ms < -12 * kHourMs ||
      event.utc_offset_ms > 14 * kHourMs) {
    check.Fail("utc_offset", absl::StrCat("expected whole minutes from -12 h to +14 h, found ",
                                          event.utc_offset_ms, " ms"));
  }
  if (event.payload.index() != 0) check.SetPrefix(absl::StrCat(PayloadName(event.payload), "."));
  std::visit(PayloadRules{check, now_ms}, event.payload);
  return violations;
}

std::string Describe(const std::vector<Violation>& violations) {
  return absl::StrJoin(violations, "; ", [](std::string* out, const Violation& v) {
    absl::StrAppend(out, v.field, ": ", v.description);
  });
}

}  // namespace yachay::events
