#include "core/success_rows.h"

#include <algorithm>
#include <limits>

#include "learning/success_features.h"

namespace yachay::recommendation {
namespace {

using learning::kSuccessFeatures;

learning::SkillKnowledge KnowledgeOf(const TracerKnowledge& tracer, const std::string& skill,
                                     const learning::Calibration& calibration) {
  const auto found = tracer.skills.find(skill);
  if (found != tracer.skills.end()) return found->second;
  learning::SkillKnowledge never;
  never.mastery = calibration.Bkt(skill).known_at_first;
  return never;
}

}  // namespace

learning::ItemKnowledge ContentKnowledge(const Content& content, const learning::Calibration& calibration) {
  learning::ItemKnowledge knowledge = learning::KnowledgeOf(calibration, content.id, content.skills);
  const std::string prefix = content.id + "-";
  double items = knowledge.answers > 0 ? 1 : 0;
  for (auto item = calibration.item_answers.lower_bound(prefix);
       item != calibration.item_answers.end() && item->first.compare(0, prefix.size(), prefix) == 0; ++item) {
    knowledge.difficulty += calibration.ItemDifficulty(item->first);
    knowledge.answers += item->second;
    ++items;
  }
  if (items > 1) knowledge.difficulty /= items, knowledge.answers /= items;
  return knowledge;
}

SuccessRows SuccessRowsOf(const Shortlist& shortlist, const Learner& learner,
                          const learning::Calibration& calibration) {
  SuccessRows rows;
  if (!learner.tracer) return rows;
  rows.origin.learner = learner.tracer->calibration;
  std::vector<learning::SkillKnowledge> skills;
  for (const Scored& scored : shortlist.scored) {
    const Content& content = scored.candidate.entry->content;
    const learning::ItemKnowledge item = ContentKnowledge(content, calibration);
    if (item.answers == 0) continue;
    skills.clear();
    for (const std::string& skill : content.skills)
      skills.push_back(KnowledgeOf(*learner.tracer, skill, calibration));
    rows.of.push_back(scored.row);
    rows.values.resize(rows.of.size() * kSuccessFeatures);
    learning::SuccessRow(learner.tracer->learner, skills, item,
                         absl::MakeSpan(rows.values).last(kSuccessFeatures));
  }
  return rows;
}

bool ApplySuccess(absl::Span<const float> chances, const SuccessRows& rows, const Policy& policy,
                  Shortlist& shortlist) {
  const auto is_chance = [](float chance) { return chance >= 0 && chance <= 1; };
  if (chances.empty() || chances.size() != rows.of.size()) return false;
  if (!std::all_of(chances.begin(), chances.end(), is_chance)) return false;
  constexpr float kNone = -1;  // the tracer's stays
  std::vector<float> chance_of(shortlist.features.size(), kNone);
  for (std::size_t i = 0; i < chances.size(); ++i) chance_of[rows.of[i]] = chances[i];
  for (Scored& scored : shortlist.scored) {
    const float chance = chance_of[scored.row];
    if (chance < 0) continue;
    scored.signals.success = static_cast<double>(chance);
    scored.signals.challenge = Challenge(scored.signals.success, shortlist.band.low, shortlist.band.high);
    scored.score = Weigh(scored.signals, shortlist.low_chance, policy);
  }
  std::sort(shortlist.scored.begin(), shortlist.scored.end(), Better);
  return true;
}

}  // namespace yachay::recommendation
