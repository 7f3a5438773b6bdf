#include "core/demand.h"

#include <algorithm>
#include <set>

#include "core/content_filter.h"
#include "delivery/variant.h"

namespace yachay::recommendation {
namespace {

delivery::Device UsualDevice(delivery::DeviceClass device) {
  constexpr std::int64_t kRamMib[] = {512, 2048, 8192};
  return {kRamMib[static_cast<int>(device)]};
}

bool FitsGradeOf(const Content& content, const LearnerGroup& group) {
  return group.grade == 0 || FitsGrade(content, group.grade);
}

bool Serves(const Content& content, const LearnerGroup& group) {
  const delivery::Device device = UsualDevice(group.device);
  return PrimaryLanguage(content.language) == group.language && FitsGradeOf(content, group) &&
         std::any_of(content.variants.begin(), content.variants.end(),
                     [&](const delivery::Variant& variant) { return delivery::Runs(variant, device); });
}

// Published items per skill that serve the group; 0 for what only others are offered.
std::map<std::string, int> Supply(const Entries& published, const LearnerGroup& group) {
  std::map<std::string, int> supply;
  for (const EntryPtr& entry : published) {
    if (!FitsGradeOf(entry->content, group)) continue;
    const int one = Serves(entry->content, group) ? 1 : 0;
    for (const std::string& skill : entry->content.skills) supply[skill] += one;
  }
  return supply;
}

std::uint64_t Get(const std::map<std::string, std::uint64_t>& counts, const std::string& skill) {
  const auto found = counts.find(skill);
  return found == counts.end() ? 0 : found->second;
}

void AddGaps(const Entries& published, const LearnerGroup& group,
             const std::map<std::string, std::uint64_t>& asked, int wanted, std::vector<Gap>& gaps) {
  std::map<std::string, int> supply = Supply(published, group);
  const std::uint64_t of_all = Get(asked, "");
  std::set<std::string> offered;
  for (const auto& [skill, items] : supply) offered.insert(skill);
  for (const auto& [skill, times] : asked) {
    if (!skill.empty()) supply.emplace(skill, 0);
  }
  for (const auto& [skill, items] : supply) {
    const std::uint64_t demand = Get(asked, skill) + (offered.count(skill) > 0 ? of_all : 0);
    if (items < wanted && demand > 0) gaps.push_back({skill, group, demand, items, wanted - items});
  }
}

using Group = std::pair<const LearnerGroup, std::map<std::string, std::uint64_t>>;

std::vector<const Group*> LargestGroups(const DemandCounts& demand, const std::string& language) {
  constexpr std::size_t kMostGroups = 300;
  std::vector<std::pair<std::uint64_t, const Group*>> groups;
  for (const Group& group : demand.by_skill) {
    if (!language.empty() && group.first.language != language) continue;
    std::uint64_t asked = 0;
    for (const auto& [skill, times] : group.second) asked += times;
    groups.emplace_back(asked, &group);
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (groups.size() > kMostGroups) groups.resize(kMostGroups);
  std::vector<const Group*> largest;
  for (const auto& [asked, group] : groups) largest.push_back(group);
  return largest;
}

}  // namespace

void Demand::Add(const Asked& asked) {
  absl::MutexLock lock(&mutex_);
  ++counts_.answers;
  if (asked.shortened) ++counts_.shortened;
  std::vector<std::string> skills = asked.skills;
  if (skills.empty()) skills.emplace_back();
  for (const std::string& skill : skills) {
    const auto group = counts_.by_skill.find(asked.group);
    const bool known = group != counts_.by_skill.end() && group->second.count(skill) > 0;
    if (!known && cells_ >= kMostCells) continue;
    cells_ += known ? 0 : 1;
    ++counts_.by_skill[asked.group][skill];
  }
}

DemandCounts Demand::Counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

std::vector<Gap> FindGaps(const Entries& published, const DemandCounts& demand, const GapQuery& query) {
  std::vector<Gap> gaps;
  for (const auto* group : LargestGroups(demand, query.language))
    AddGaps(published, group->first, group->second, query.wanted, gaps);
  std::stable_sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) {
    const std::uint64_t wide_a = a.demand * static_cast<std::uint64_t>(a.missing);
    const std::uint64_t wide_b = b.demand * static_cast<std::uint64_t>(b.missing);
    if (wide_a != wide_b) return wide_a > wide_b;
    return std::tie(a.skill, a.group.grade, a.group.language, a.group.device) <
           std::tie(b.skill, b.group.grade, b.group.language, b.group.device);
  });
  if (gaps.size() > query.count) gaps.resize(query.count);
  return gaps;
}

}  // namespace yachay::recommendation
