#include "features/engagement.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace yachay::features {
namespace {

constexpr std::int32_t kWeek = 7;
constexpr std::int32_t kFourWeeks = 28;
constexpr double kHourMs = 3'600'000;
constexpr double kMinuteMs = 60'000;

PlayDays::Totals LastDays(const Moment& m, std::int32_t count) {
  return m.state.days.Sum(LocalDay(m.as_of_ms, m.state.utc_offset_ms.value), count);
}

FeatureValue Text(const Latest<std::string>& latest) {
  if (!latest.known()) return {};
  return {latest.value, latest.stamp.at_ms};
}

FeatureValue Age(const Moment& m) {
  if (!m.state.birth_year.known()) return {};
  const auto local = absl::FromUnixMillis(m.as_of_ms + m.state.utc_offset_ms.value);
  const auto year = absl::ToCivilYear(local, absl::UTCTimeZone()).year();
  return {static_cast<double>(year - m.state.birth_year.value), m.state.birth_year.stamp.at_ms};
}

FeatureValue Gender(const Moment& m) { return Text(m.state.gender); }
FeatureValue Location(const Moment& m) { return Text(m.state.region); }
FeatureValue GameGenre(const Moment& m) { return Text(m.state.game_genre); }
FeatureValue GameDifficulty(const Moment& m) { return Text(m.state.game_difficulty); }

FeatureValue PlayTimeHours(const Moment& m) {
  const auto totals = LastDays(m, kFourWeeks);
  if (totals.days_played == 0) return {std::monostate{}, m.state.session_ended_ms};
  return {static_cast<double>(totals.played_ms) / kHourMs / totals.days_played, m.state.session_ended_ms};
}

FeatureValue InGamePurchases(const Moment& m) {
  return {m.state.purchase_ms == kNever ? 0.0 : 1.0, m.state.purchase_ms};
}

FeatureValue SessionsPerWeek(const Moment& m) {
  return {static_cast<double>(LastDays(m, kWeek).started), m.state.session_started_ms};
}

FeatureValue AvgSessionDurationMinutes(const Moment& m) {
  const auto totals = LastDays(m, kFourWeeks);
  if (totals.ended == 0) return {std::monostate{}, m.state.session_ended_ms};
  return {static_cast<double>(totals.played_ms) / kMinuteMs / totals.ended, m.state.session_ended_ms};
}

FeatureValue PlayerLevel(const Moment& m) {
  if (m.state.level_ms == kNever) return {};
  return {static_cast<double>(m.state.level), m.state.level_ms};
}

FeatureValue AchievementsUnlocked(const Moment& m) {
  return {static_cast<double>(m.state.achievements.size()), m.state.achievement_ms};
}

constexpr char kView[] = "engagement";
constexpr std::array<Builtin, kEngagementColumns> kTable = {{
    {kView, "Age", FeatureType::kNumber, false, Age},
    {kView, "Gender", FeatureType::kText, false, Gender},
    {kView, "Location", FeatureType::kText, false, Location},
    {kView, "GameGenre", FeatureType::kText, false, GameGenre},
    {kView, "PlayTimeHours", FeatureType::kNumber, false, PlayTimeHours},
    {kView, "InGamePurchases", FeatureType::kNumber, false, InGamePurchases},
    {kView, "GameDifficulty", FeatureType::kText, false, GameDifficulty},
    {kView, "SessionsPerWeek", FeatureType::kNumber, false, SessionsPerWeek},
    {kView, "AvgSessionDurationMinutes", FeatureType::kNumber, false, AvgSessionDurationMinutes},
    {kView, "PlayerLevel", FeatureType::kNumber, false, PlayerLevel},
    {kView, "AchievementsUnlocked", FeatureType::kNumber, false, AchievementsUnlocked},
}};

}  // namespace

absl::Span<const Builtin> EngagementBuiltins() { return kTable; }

const std::array<const char*, kEngagementColumns>& EngagementColumns() {
  static constexpr auto kNames = [] {
    std::array<const char*, kEngagementColumns> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kTable[i].name;
    return names;
  }();
  return kNames;
}

std::array<FeatureValue, kEngagementColumns> EngagementRow(const LearnerState& state, std::int64_t as_of_ms) {
  static const learning::Calibration kNone;  // no engagement column is calibrated
  std::array<FeatureValue, kEngagementColumns> row;
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = kTable[i].read({state, kNone, as_of_ms});
  return row;
}

}  // namespace yachay::features
