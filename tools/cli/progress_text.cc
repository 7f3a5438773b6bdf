#include "cli/progress_text.h"

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace yachay::cli {
namespace {

namespace wire = progress::v1;
using nlohmann::ordered_json;

template <typename List>
ordered_json Statements(const List& statements) {
  ordered_json out = ordered_json::array();
  for (const wire::Statement& said : statements)
    out.push_back({{"code", said.code()}, {"text", said.text()}});
  return out;
}

template <typename List>
ordered_json NextItems(const List& items) {
  ordered_json out = ordered_json::array();
  for (const wire::NextItem& item : items) {
    out.push_back({{"content_id", item.content_id()},
                   {"title", item.title()},
                   {"reasons", Statements(item.reasons())}});
  }
  return out;
}

template <typename List>
std::string Sentences(const List& statements) {
  std::string out;
  for (const wire::Statement& said : statements) absl::StrAppend(&out, "  ", said.text(), "\n");
  return out;
}

template <typename List>
std::string NextText(const List& items) {
  std::string out = items.empty() ? "" : "next:\n";
  for (const wire::NextItem& item : items) {
    absl::StrAppend(&out, "  ", item.title(), " (", item.content_id(), ")",
                    item.reasons_size() > 0 ? ": " + item.reasons(0).text() : "", "\n");
  }
  return out;
}

// "LEVEL_FADING" → "fading".
std::string LevelName(wire::Level level) {
  return absl::AsciiStrToLower(wire::Level_Name(level).substr(sizeof("LEVEL_") - 1));
}

ordered_json StreakJson(const wire::Streak& streak) {
  return {{"current", streak.current()}, {"best", streak.best()}, {"freezes_left", streak.freezes_left()}};
}

std::string StreakText(const wire::Streak& streak) {
  if (streak.best() == 0) return "";
  return absl::StrCat("streak: ", streak.current(), " days, at best ", streak.best(), "; ",
                      streak.freezes_left(), " more may be missed this week\n");
}

// "REASON_SOURCE_MODEL" → "model".
std::string SourceName(wire::ReasonSource source) {
  return absl::AsciiStrToLower(wire::ReasonSource_Name(source).substr(sizeof("REASON_SOURCE_") - 1));
}

ordered_json EngagementJson(const wire::Engagement& engagement) {
  return {{"label", engagement.label()},
          {"low_chance", engagement.low_chance()},
          {"model_version", engagement.model_version()},
          {"reasons", Statements(engagement.reasons())},
          {"reasons_from", SourceName(engagement.reasons_from())}};
}

std::string ConsentName(wire::Consent consent) {
  if (consent == wire::CONSENT_UNSPECIFIED) return "nothing said";
  return absl::AsciiStrToLower(wire::Consent_Name(consent).substr(sizeof("CONSENT_") - 1));
}

}  // namespace

ordered_json ToJson(const wire::GetLearnerProgressResponse& learner) {
  ordered_json skills = ordered_json::array();
  for (const wire::SkillProgress& skill : learner.skills()) {
    skills.push_back({{"skill", skill.skill_id()},
                      {"mastery", skill.mastery()},
                      {"mastery_low", skill.mastery_low()},
                      {"mastery_high", skill.mastery_high()},
                      {"level", LevelName(skill.level())},
                      {"answers", skill.answers()},
                      {"change_since_practice", skill.change_since_practice()},
                      {"mastery_change_7d", skill.mastery_change_7d()},
                      {"mastery_change_28d", skill.mastery_change_28d()},
                      {"last_practised_s", skill.last_practised_at().seconds()}});
  }
  const wire::Activity& activity = learner.activity();
  ordered_json doing{{"minutes_7d", activity.minutes_7d()},   {"days_7d", activity.days_7d()},
                     {"minutes_28d", activity.minutes_28d()}, {"days_28d", activity.days_28d()},
                     {"answers_7d", activity.answers_7d()},   {"correct_7d", activity.correct_7d()}};
  if (activity.has_success_change()) doing["success_change"] = activity.success_change();
  if (activity.has_last_played_at()) doing["last_played_s"] = activity.last_played_at().seconds();
  return {{"summary", Statements(learner.summary())},
          {"without_consent", learner.without_consent()},
          {"skills", skills},
          {"activity", learner.has_activity() ? doing : ordered_json()},
          {"engagement", learner.has_engagement() ? EngagementJson(learner.engagement()) : ordered_json()},
          {"streak", learner.has_streak() ? StreakJson(learner.streak()) : ordered_json()},
          {"next", NextItems(learner.next())},
          {"next_fallback", recommendation::v1::Fallback_Name(learner.next_fallback())}};
}

ordered_json ToJson(const wire::GetClassroomProgressResponse& classroom) {
  ordered_json skills = ordered_json::array();
  for (const wire::SkillDistribution& skill : classroom.skills()) {
    skills.push_back(
        {{"skill", skill.skill_id()},
         {"tried", skill.tried()},
         {"starting", skill.starting()},
         {"learning", skill.learning()},
         {"mastered", skill.mastered()},
         {"fading", skill.fading()},
         {"quartiles", {skill.mastery_quarter(), skill.mastery_median(), skill.mastery_three_quarters()}},
         {"mastery_change_7d", skill.mastery_change_7d()},
         {"mastery_change_28d", skill.mastery_change_28d()}});
  }
  ordered_json help = ordered_json::array();
  for (const wire::HelpNeeded& one : classroom.help()) {
    help.push_back(
        {{"learner", one.learner_id()}, {"urgency", one.urgency()}, {"reasons", Statements(one.reasons())}});
  }
  ordered_json away = ordered_json::array();
  for (const wire::Away& one : classroom.away()) {
    away.push_back({{"learner", one.learner_id()},
                    {"days", one.has_days() ? ordered_json(one.days()) : ordered_json()}});
  }
  return {{"learners", classroom.learners()},
          {"active_7d", classroom.active_7d()},
          {"on_streak", classroom.on_streak()},
          {"skills", skills},
          {"help", help},
          {"away", away},
          {"without_consent", std::vector<std::string>(classroom.without_consent().learner_ids().begin(),
                                                       classroom.without_consent().learner_ids().end())}};
}

ordered_json ToJson(const wire::GetGuardianViewResponse& view) {
  ordered_json preferences = ordered_json::object();
  for (const auto& [key, value] : view.preferences()) preferences[key] = value;
  return {{"summary", Statements(view.summary())},
          {"without_consent", view.without_consent()},
          {"next", NextItems(view.next())},
          {"next_fallback", recommendation::v1::Fallback_Name(view.next_fallback())},
          {"personalisation", ConsentName(view.personalisation())},
          {"training", ConsentName(view.training())},
          {"preferences", preferences},
          {"streak", view.has_streak() ? StreakJson(view.streak()) : ordered_json()},
          {"classrooms", std::vector<std::string>(view.classroom_ids().begin(), view.classroom_ids().end())}};
}

std::string ToText(const wire::GetLearnerProgressResponse& learner) {
  std::string out = Sentences(learner.summary());
  for (const wire::SkillProgress& skill : learner.skills()) {
    absl::StrAppendFormat(
        &out,
        "  %-20s mastery %.2f (%.2f to %.2f)  %-8s  %+.2f in 7 days, %+.2f in 28; %d answers, %+.2f since "
        "practice\n",
        skill.skill_id(), skill.mastery(), skill.mastery_low(), skill.mastery_high(),
        LevelName(skill.level()), skill.mastery_change_7d(), skill.mastery_change_28d(), skill.answers(),
        skill.change_since_practice());
  }
  if (!learner.engagement().label().empty())
    absl::StrAppend(&out, "engagement forecast: ", learner.engagement().label(), ", reasons by ",
                    SourceName(learner.engagement().reasons_from()), "\n");
  out += StreakText(learner.streak());
  return absl::StrCat(out, Sentences(learner.engagement().reasons()), NextText(learner.next()));
}

std::string ToText(const wire::GetClassroomProgressResponse& classroom) {
  std::string out = absl::StrCat(classroom.learners(), " learners, ", classroom.active_7d(),
                                 " of them played this week, ", classroom.on_streak(), " on a streak\n");
  for (const wire::SkillDistribution& skill : classroom.skills()) {
    absl::StrAppendFormat(
        &out,
        "  %-20s %3d tried: %d starting, %d learning, %d mastered, %d fading; median %.2f, %+.2f in 7 days\n",
        skill.skill_id(), skill.tried(), skill.starting(), skill.learning(), skill.mastered(), skill.fading(),
        skill.mastery_median(), skill.mastery_change_7d());
  }
  for (const wire::HelpNeeded& one : classroom.help())
    absl::StrAppend(&out, "help ", one.learner_id(), ":\n", Sentences(one.reasons()));
  for (const wire::Away& one : classroom.away()) {
    absl::StrAppend(&out, "away ", one.learner_id(), ": ",
                    one.has_days() ? absl::StrCat(one.days(), " days") : "never played", "\n");
  }
  if (classroom.has_without_consent())
    absl::StrAppend(&out, absl::StrJoin(classroom.without_consent().learner_ids(), ", "), ":\n  ",
                    classroom.without_consent().said().text(), "\n");
  return out;
}

std::string ToText(const wire::GetGuardianViewResponse& view) {
  return absl::StrCat(Sentences(view.summary()), StreakText(view.streak()), NextText(view.next()),
                      "consent to personalisation: ", ConsentName(view.personalisation()),
                      "; to training: ", ConsentName(view.training()), "\n");
}

}  // namespace yachay::cli
