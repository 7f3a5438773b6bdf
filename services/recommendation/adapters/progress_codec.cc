#include "adapters/progress_codec.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/learner_codec.h"
#include "adapters/proto_time.h"

namespace yachay::recommendation {
namespace {

namespace wire = progress::v1;
using Statements = google::protobuf::RepeatedPtrField<wire::Statement>;
using NextItems = google::protobuf::RepeatedPtrField<wire::NextItem>;

void SayOne(const Statement& statement, const Voice& voice, wire::Statement& out) {
  out.set_code(statement.code);
  out.set_text(voice.texts->Say(statement.code, voice.language, voice.audience, statement.values));
}

void Say(const std::vector<Statement>& statements, const Voice& voice, Statements& out) {
  for (const Statement& statement : statements) SayOne(statement, voice, *out.Add());
}

void SayNext(const Answer& answer, const Voice& voice, NextItems& out) {
  for (const RecommendedItem& item : answer.items) {
    wire::NextItem& next = *out.Add();
    next.set_content_id(item.entry->content.id);
    next.set_title(item.entry->content.title);
    std::vector<Statement> reasons;
    for (const ReasonCode reason : item.reasons) reasons.push_back({std::string(Code(reason)), {}, 0});
    Say(reasons, voice, *next.mutable_reasons());
  }
}

wire::SkillProgress ToProto(const std::string& skill, const SkillFacts& facts) {
  wire::SkillProgress out;
  const Interval interval = WilsonInterval(facts.mastery, facts.answers);
  out.set_skill_id(skill);
  out.set_mastery(facts.mastery);
  out.set_mastery_low(interval.low);
  out.set_mastery_high(interval.high);
  out.set_level(static_cast<wire::Level>(static_cast<int>(LevelOf(facts)) + wire::LEVEL_STARTING));
  out.set_answers(static_cast<std::uint64_t>(facts.answers));
  out.set_change_since_practice(Forgotten(facts));
  *out.mutable_last_practised_at() = TimestampOf(facts.last_ms);
  out.set_mastery_change_7d(facts.change_7d);
  out.set_mastery_change_28d(facts.change_28d);
  return out;
}

wire::Streak ToProto(const DaysInARow& streak) {
  wire::Streak out;
  out.set_current(static_cast<std::uint32_t>(streak.current));
  out.set_best(static_cast<std::uint32_t>(streak.best));
  out.set_freezes_left(static_cast<std::uint32_t>(streak.freezes_left));
  return out;
}

wire::Engagement EngagementOf(const LearnerFacts& learner, std::int64_t now_ms, const Voice& voice) {
  wire::Engagement out;
  if (learner.forecast) {
    out.set_label(learner.forecast->label);
    out.set_low_chance(learner.forecast->low_chance);
    out.set_model_version(learner.forecast->model_version);
  }
  const Reasons reasons = EngagementReasons(learner, now_ms);
  Say(reasons.statements, voice, *out.mutable_reasons());
  out.set_reasons_from(reasons.by_model ? wire::REASON_SOURCE_MODEL : wire::REASON_SOURCE_HABITS);
  return out;
}

void FillActivity(const LearnerFacts& learner, wire::Activity& out) {
  out.set_minutes_7d(learner.minutes_7d);
  out.set_days_7d(static_cast<std::uint32_t>(learner.days_7d));
  out.set_minutes_28d(learner.minutes_28d);
  out.set_days_28d(static_cast<std::uint32_t>(learner.days_28d));
  out.set_answers_7d(static_cast<std::uint32_t>(learner.answers_7d));
  out.set_correct_7d(static_cast<std::uint32_t>(learner.correct_7d));
  if (const auto change = SuccessChange(learner)) {
    out.set_success_change(change->change);
    out.set_success_change_error(change->error);
  }
  if (learner.last_played_ms) *out.mutable_last_played_at() = TimestampOf(*learner.last_played_ms);
}

wire::Consent ConsentOf(const std::optional<bool>& consent) {
  if (!consent) return wire::CONSENT_UNSPECIFIED;
  return *consent ? wire::CONSENT_GIVEN : wire::CONSENT_WITHDRAWN;
}

}  // namespace

Audience AudienceOf(wire::Audience audience) {
  if (audience == wire::AUDIENCE_TEACHER) return Audience::kTeacher;
  return audience == wire::AUDIENCE_PARENT ? Audience::kParent : Audience::kLearner;
}

std::vector<service::FieldViolation> CheckId(const std::string& id, const char* field,
                                             const std::string& language) {
  std::vector<service::FieldViolation> out;
  if (!IsId(id)) out.push_back({field, "expected 1 to 64 characters of [A-Za-z0-9._-]"});
  if (language.size() > 16) out.push_back({"language", "expected at most 16 characters, for example \"es\""});
  return out;
}

inference::v1::PredictRequest ForecastsRequest(const std::string& model,
                                               const std::vector<std::string>& learners) {
  inference::v1::PredictRequest request = ForecastRequest(model, "");
  request.mutable_learners()->clear_learner_ids();
  for (const std::string& learner : learners) request.mutable_learners()->add_learner_ids(learner);
  return request;
}

absl::StatusOr<std::vector<Forecast>> ForecastsOf(const inference::v1::PredictResponse& response,
                                                  std::size_t learners) {
  const int rows = static_cast<int>(learners);
  const int classes = response.classes_size();
  if (response.labels_size() != rows || response.probabilities_size() != rows * classes) {
    return absl::UnavailableError(
        absl::StrCat("inference: expected ", rows, " rows, got ", response.labels_size()));
  }
  std::vector<Forecast> out;
  for (int row = 0; row < rows; ++row) {
    Forecast forecast{.label = response.labels(row), .low_chance = 0, .model_version = response.version()};
    for (int c = 0; c < classes; ++c) {
      if (response.classes(c) == "Low")
        forecast.low_chance = static_cast<double>(response.probabilities(row * classes + c));
    }
    out.push_back(std::move(forecast));
  }
  return out;
}

void Fill(const LearnerFacts& learner, const Advice& next, std::int64_t now_ms, const Voice& voice,
          wire::GetLearnerProgressResponse& response) {
  for (const auto& [skill, facts] : learner.skills) *response.add_skills() = ToProto(skill, facts);
  std::stable_sort(response.mutable_skills()->begin(), response.mutable_skills()->end(),
                   [](const auto& a, const auto& b) { return a.mastery() < b.mastery(); });
  response.set_without_consent(learner.without_consent);
  if (!learner.without_consent) {
    FillActivity(learner, *response.mutable_activity());
    *response.mutable_engagement() = EngagementOf(learner, now_ms, voice);
  }
  SayNext(next.answer, voice, *response.mutable_next());
  response.set_next_fallback(next.served.fallback);
  Say(Summary(learner, now_ms), voice, *response.mutable_summary());
  if (learner.streak) *response.mutable_streak() = ToProto(*learner.streak);
}

void Fill(const Classroom& classroom, const Voice& voice, wire::GetClassroomProgressResponse& response) {
  response.set_active_7d(static_cast<std::uint32_t>(classroom.active_7d));
  response.set_on_streak(static_cast<std::uint32_t>(classroom.on_streak));
  for (const auto& [skill, distribution] : classroom.skills) {
    wire::SkillDistribution& out = *response.add_skills();
    const auto at = [&](Level level) {
      return static_cast<std::uint32_t>(distribution.at_level.at(static_cast<std::size_t>(level)));
    };
    out.set_skill_id(skill);
    out.set_tried(static_cast<std::uint32_t>(distribution.tried));
    out.set_starting(at(Level::kStarting));
    out.set_learning(at(Level::kLearning));
    out.set_mastered(at(Level::kMastered));
    out.set_fading(at(Level::kFading));
    out.set_mastery_quarter(distribution.quartiles[0]);
    out.set_mastery_median(distribution.quartiles[1]);
    out.set_mastery_three_quarters(distribution.quartiles[2]);
    out.set_mastery_change_7d(distribution.change_7d);
    out.set_mastery_change_28d(distribution.change_28d);
  }
  for (const Helped& helped : classroom.help) {
    wire::HelpNeeded& out = *response.add_help();
    out.set_learner_id(helped.learner);
    out.set_urgency(helped.urgency);
    Say(helped.reasons, voice, *out.mutable_reasons());
  }
  for (const AwayLearner& away : classroom.away) {
    wire::Away& out = *response.add_away();
    out.set_learner_id(away.learner);
    if (away.days) out.set_days(static_cast<std::uint32_t>(*away.days));
  }
  if (classroom.without_consent.empty()) return;
  wire::WithoutConsent& without = *response.mutable_without_consent();
  without.mutable_learner_ids()->Add(classroom.without_consent.begin(), classroom.without_consent.end());
  SayOne({"WITHOUT_CONSENT", {}, 0}, voice, *without.mutable_said());
}

void Fill(const LearnerFacts& learner, const Advice& next, const Learner& known, const Roster& roster,
          std::int64_t now_ms, const Voice& voice, wire::GetGuardianViewResponse& response) {
  std::vector<Statement> summary = Summary(learner, now_ms);
  for (const Statement& reason : EngagementReasons(learner, now_ms).statements) {
    if (learner.played && reason.code != "NOTHING_KNOWN_YET") summary.push_back(reason);
  }
  response.set_without_consent(learner.without_consent);
  Say(summary, voice, *response.mutable_summary());
  SayNext(next.answer, voice, *response.mutable_next());
  response.set_next_fallback(next.served.fallback);
  response.set_personalisation(ConsentOf(roster.ConsentOf(learner.id, Purpose::kPersonalisation)));
  response.set_training(ConsentOf(roster.ConsentOf(learner.id, Purpose::kTraining)));
  for (const auto& [key, value] : known.preferences) (*response.mutable_preferences())[key] = value;
  for (const std::string& classroom : roster.ClassroomsOf(learner.id)) response.add_classroom_ids(classroom);
  if (learner.streak) *response.mutable_streak() = ToProto(*learner.streak);
}

}  // namespace yachay::recommendation
