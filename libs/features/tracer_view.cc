#include <array>

#include "features/builtins.h"
#include "learning/review.h"
#include "learning/tracer.h"

namespace yachay::features {
namespace {

// One number per skill that the learner has answered.
template <typename F>
FeatureValue PerSkill(const Moment& m, F number) {
  NumberMap map;
  map.reserve(m.state.tracer.skills.size());
  for (const auto& [skill, s] : m.state.tracer.skills) map.Add(skill, number(skill, s));
  if (map.empty()) return {};
  return {std::move(map), m.state.tracer_ms};
}

FeatureValue Number(const Moment& m, double number) { return {number, m.state.tracer_ms}; }

FeatureValue Mastery(const Moment& m) {
  return PerSkill(m, [&](const std::string& skill, const learning::SkillState&) {
    return learning::Mastery(m.state.tracer, m.calibration, skill, m.as_of_ms);
  });
}

// The mastery of each skill at the end of the local day that was kBack days before that of as_of.
template <std::int32_t kBack>
FeatureValue MasteryBefore(const Moment& m) {
  const std::int64_t offset_ms = m.state.utc_offset_ms.value;
  const std::int32_t day = LocalDay(m.as_of_ms, offset_ms) - kBack;
  const std::int64_t end_ms = (day + std::int64_t{1}) * kDayMs - offset_ms;
  return PerSkill(m, [&](const std::string& skill, const learning::SkillState&) {
    return learning::MasteryThen(m.state.tracer, m.calibration, skill, day, end_ms);
  });
}

FeatureValue SkillAbility(const Moment& m) {
  return PerSkill(m, [&](const std::string& skill, const learning::SkillState&) {
    return learning::SkillAbility(m.state.tracer, m.calibration, skill, m.as_of_ms);
  });
}

FeatureValue Ability(const Moment& m) {
  if (m.state.tracer.tried == 0) return {};
  return Number(m, m.state.tracer.ability);
}

FeatureValue Answers(const Moment& m) { return Number(m, static_cast<double>(m.state.tracer.tried)); }

FeatureValue Correct(const Moment& m) { return Number(m, static_cast<double>(m.state.tracer.correct)); }

template <auto field>  // a number of SkillState
FeatureValue SkillNumber(const Moment& m) {
  return PerSkill(
      m, [](const std::string&, const learning::SkillState& s) { return static_cast<double>(s.*field); });
}

// An end of the interval of each mastery.
template <double learning::MasteryRange::*end>
FeatureValue MasteryEnd(const Moment& m) {
  return PerSkill(m, [&](const std::string& skill, const learning::SkillState& s) {
    const double mastery = learning::Mastery(m.state.tracer, m.calibration, skill, m.as_of_ms);
    return learning::RangeOf(mastery, static_cast<double>(s.tried)).*end;
  });
}

FeatureValue Streak(const Moment& m) { return Number(m, static_cast<double>(m.state.tracer.streak)); }

FeatureValue Form(const Moment& m) { return Number(m, m.state.tracer.form); }

FeatureValue Recall(const Moment& m) {
  return PerSkill(m, [&](const std::string&, const learning::SkillState& s) {
    const double days = static_cast<double>(m.as_of_ms - s.last_seen_ms) / static_cast<double>(kDayMs);
    return learning::Retrievability(days, s.stability_days);
  });
}

using learning::MasteryRange;
using learning::SkillState;

constexpr char kView[] = "tracer";
constexpr std::array<Builtin, 18> kTable = {{
    {kView, "mastery", FeatureType::kNumberMap, true, Mastery},
    {kView, "mastery_low", FeatureType::kNumberMap, true, MasteryEnd<&MasteryRange::low>},
    {kView, "mastery_high", FeatureType::kNumberMap, true, MasteryEnd<&MasteryRange::high>},
    {kView, "skill_ability", FeatureType::kNumberMap, true, SkillAbility},
    {kView, "ability", FeatureType::kNumber, true, Ability},
    {kView, "answers", FeatureType::kNumber, false, Answers},
    {kView, "correct", FeatureType::kNumber, false, Correct},
    {kView, "streak", FeatureType::kNumber, false, Streak},
    {kView, "form", FeatureType::kNumber, false, Form},
    {kView, "skill_answers", FeatureType::kNumberMap, true, SkillNumber<&SkillState::tried>},
    {kView, "skill_correct", FeatureType::kNumberMap, true, SkillNumber<&SkillState::correct>},
    {kView, "skill_streak", FeatureType::kNumberMap, true, SkillNumber<&SkillState::streak>},
    {kView, "skill_form", FeatureType::kNumberMap, true, SkillNumber<&SkillState::form>},
    {kView, "skill_last_answer", FeatureType::kNumberMap, true, SkillNumber<&SkillState::last_answer>},
    {kView, "recall", FeatureType::kNumberMap, true, Recall},
    {kView, "mastery_7d_ago", FeatureType::kNumberMap, true, MasteryBefore<7>},
    {kView, "mastery_28d_ago", FeatureType::kNumberMap, true, MasteryBefore<28>},
    {kView, "last_seen_ms", FeatureType::kNumberMap, true, SkillNumber<&SkillState::last_seen_ms>},
}};

}  // namespace

absl::Span<const Builtin> TracerBuiltins() { return kTable; }

}  // namespace yachay::features
