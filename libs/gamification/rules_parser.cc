#include <algorithm>

#include "absl/strings/str_cat.h"
#include "events/fingerprint.h"
#include "gamification/rules.h"
#include "yaml/reader.h"

namespace yachay::gamification {
namespace {

using yaml::CheckKeys;
using yaml::Refuse;
using yaml::Text;
using yaml::Whole;

constexpr std::int64_t kMost = 1'000'000;

std::string Names(std::size_t count) {
  std::string names;
  for (std::size_t i = 0; i < count; ++i) absl::StrAppend(&names, i == 0 ? "" : ", ", MeasureNames().at(i));
  return names;
}

constexpr std::size_t kAll = 12;
constexpr std::size_t kInPeriods = kDone - 1;  // achievements belong to no period

// One of the first `count` measures.
Measure ReadMeasure(const YAML::Node& node, const std::string& name, std::size_t count) {
  const auto measure = FindMeasure(name);
  if (measure && static_cast<std::size_t>(*measure) < count) return *measure;
  Refuse(node, absl::StrCat(measure ? "this cannot be counted here: \"" : "unknown measure \"", name,
                            "\"; allowed are ", Names(count)));
}

std::string ReadId(const YAML::Node& map, const char* key) {
  const std::string id = Text(map, key);
  const bool good =
      id.size() <= 64 && id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == id.npos;
  if (!good) Refuse(map[key], "an id has 1 to 64 characters of a-z, 0-9 and _");
  return id;
}

Titles ReadTitles(const YAML::Node& map) {
  const YAML::Node node = map["title"];
  if (!node || !node.IsMap() || node.size() == 0)
    Refuse(node ? node : map, "expected a title per language, for example title: {es: Primeros pasos}");
  Titles titles;
  for (const auto& entry : node) titles[entry.first.Scalar()] = Text(node, entry.first.Scalar().c_str());
  return titles;
}

Criterion ReadCriterion(const YAML::Node& map, std::size_t count) {
  Criterion criterion;
  const std::string name = Text(map, "measure");
  criterion.measure = ReadMeasure(map["measure"], name, count);
  if (!map["skill"]) return criterion;
  criterion.skill = Text(map, "skill");
  if (criterion.measure > Measure::kRightWithoutHints)
    Refuse(map["skill"], absl::StrCat("\"", name, "\" has no skill; allowed with one are ", Names(3)));
  return criterion;
}

Badge ReadBadge(const YAML::Node& root) {
  CheckKeys(root, "a badge", {"badge", "title", "measure", "skill", "tiers"});
  Badge badge{ReadId(root, "badge"), ReadTitles(root), ReadCriterion(root, kAll), {}};
  const YAML::Node tiers = root["tiers"];
  if (!tiers || !tiers.IsSequence() || tiers.size() == 0 || tiers.size() > 5)
    Refuse(tiers ? tiers : root, "expected 1 to 5 tiers, for example tiers: [10, 100]");
  for (const YAML::Node& node : tiers) {
    std::int64_t asks = 0;
    const bool whole = node.IsScalar() && YAML::convert<std::int64_t>::decode(node, asks);
    if (!whole || asks < 1 || asks > kMost || (!badge.tiers.empty() && asks <= badge.tiers.back()))
      Refuse(node, absl::StrCat("expected whole numbers from 1 to ", kMost, " that ascend"));
    badge.tiers.push_back(asks);
  }
  return badge;
}

Quest ReadQuest(const YAML::Node& root) {
  CheckKeys(root, "a quest", {"quest", "title", "every", "steps", "points"});
  Quest quest;
  quest.id = ReadId(root, "quest");
  quest.titles = ReadTitles(root);
  const std::string every = Text(root, "every");
  if (every != "day" && every != "week") Refuse(root["every"], "expected day or week");
  quest.every = every == "day" ? Period::kDay : Period::kWeek;
  const YAML::Node steps = root["steps"];
  if (!steps || !steps.IsSequence() || steps.size() == 0 || steps.size() > 4)
    Refuse(steps ? steps : root, "expected 1 to 4 steps, for example steps: [{measure: answers, count: 20}]");
  for (const YAML::Node& node : steps) {
    CheckKeys(node, "a step", {"measure", "skill", "count"});
    quest.steps.push_back({ReadCriterion(node, kInPeriods), Whole(node, "count", 1, kMost, 1)});
  }
  quest.points = Whole(root, "points", 0, kMost, 0);
  return quest;
}

void ReadStreak(const YAML::Node& node, Rules* rules) {
  CheckKeys(node, "the streak", {"days_with", "freezes_per_week"});
  rules->freezes_per_week = static_cast<std::int32_t>(Whole(node, "freezes_per_week", 0, 6, 1));
  const YAML::Node days = node["days_with"];
  if (!days || !days.IsSequence() || days.size() == 0)
    Refuse(days ? days : node, "expected what makes a day count, for example days_with: [answers]");
  for (const YAML::Node& name : days)
    rules->active.push_back(ReadMeasure(name, name.IsScalar() ? name.Scalar() : "", kDone));
}

void ReadPoints(const YAML::Node& root, Rules* rules) {
  CheckKeys(root, "the points", {"points", "level_step", "streak"});
  if (!rules->active.empty()) Refuse(root, "the points are there twice; one file has them");
  const YAML::Node points = root["points"];
  if (!points.IsMap()) Refuse(points, "expected points per measure, for example points: {answers: 1}");
  for (const auto& entry : points) {
    const std::string name = entry.first.Scalar();
    const Measure measure = ReadMeasure(entry.first, name, kDone);
    rules->points[static_cast<std::size_t>(measure)] = Whole(points, name.c_str(), 0, 10'000, 0);
  }
  rules->level_step = Whole(root, "level_step", 1, kMost, 100);
  if (!root["streak"]) Refuse(root, "missing key \"streak\"");
  ReadStreak(root["streak"], rules);
}

template <typename T>
void Insert(const YAML::Node& root, const char* what, std::size_t max, T rule, std::vector<T>* rules) {
  const auto it = std::lower_bound(rules->begin(), rules->end(), rule,
                                   [](const T& a, const T& b) { return a.id < b.id; });
  if (it != rules->end() && it->id == rule.id)
    Refuse(root, absl::StrCat("the ", what, " \"", rule.id, "\" is there twice"));
  if (rules->size() == max) Refuse(root, absl::StrCat("there are more than ", max, " ", what, "s"));
  rules->insert(it, std::move(rule));
}

void ReadFile(const YAML::Node& root, Rules* rules) {
  if (root.IsMap() && root["badge"]) {
    Insert(root, "badge", kMaxBadges, ReadBadge(root), &rules->badges);
  } else if (root.IsMap() && root["quest"]) {
    Insert(root, "quest", kMaxQuests, ReadQuest(root), &rules->quests);
  } else if (root.IsMap() && root["points"]) {
    ReadPoints(root, rules);
  } else {
    Refuse(root, "expected a badge, a quest or the points: the key badge, quest or points");
  }
}

std::string HashOf(const Rules& rules) {
  std::string text = absl::StrCat("1 ", rules.level_step, " ", rules.freezes_per_week);
  for (const std::int64_t points : rules.points) absl::StrAppend(&text, " ", points);
  for (const Measure measure : rules.active) absl::StrAppend(&text, " a", static_cast<int>(measure));
  for (const Badge& badge : rules.badges) {
    absl::StrAppend(&text, "\nbadge ", badge.id, " ", badge.criterion.id());
    for (const std::int64_t tier : badge.tiers) absl::StrAppend(&text, " ", tier);
  }
  for (const Quest& quest : rules.quests) {
    absl::StrAppend(&text, "\nquest ", quest.id, " ", static_cast<int>(quest.every), " ", quest.points);
    for (const auto& step : quest.steps) absl::StrAppend(&text, " ", step.criterion.id(), "*", step.count);
  }
  return absl::StrCat(absl::Hex(events::Fingerprint(text), absl::kZeroPad16));
}

absl::Status At(const yaml::Source& source, const YAML::Mark& mark, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(source.file, ":", mark.line + 1, ": ", what));
}

}  // namespace

absl::StatusOr<Rules> ParseRules(absl::Span<const yaml::Source> sources) {
  Rules rules;
  for (const yaml::Source& source : sources) {
    try {
      ReadFile(YAML::Load(source.text), &rules);
    } catch (const yaml::Refused& refused) {
      return At(source, refused.mark, refused.what);
    } catch (const YAML::Exception& error) {
      return At(source, error.mark, error.msg);
    }
  }
  if (rules.active.empty()) return absl::InvalidArgumentError("no file has the points (the key points)");
  rules.hash = HashOf(rules);
  return rules;
}

}  // namespace yachay::gamification
