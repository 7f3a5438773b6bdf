#include "cli/catalog_circles.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::cli {

std::string CatalogCircles::Put(const catalog::v1::ContentItem& item, const std::string& where) {
  const auto old = standing_.find(item.content_id());
  const std::optional<Standing> before = old == standing_.end() ? std::nullopt : std::optional(old->second);
  Remove(item.content_id());
  Add({item, where});
  for (const std::string& skill : item.skill_ids()) {
    std::set<std::string> visited;
    std::vector<Need> way;
    if (!FindWay(skill, skill, visited, way)) continue;
    Remove(item.content_id());
    if (before) Add(*before);
    return absl::StrJoin(way, ", ", [](std::string* out, const Need& need) {
      absl::StrAppend(out, need.skill, " needs ", need.needed, " (", need.where, ")");
    });
  }
  return "";
}

void CatalogCircles::Add(const Standing& standing) {
  const std::string& id = standing.item.content_id();
  for (const std::string& skill : standing.item.skill_ids()) {
    for (const std::string& needed : standing.item.prerequisite_skill_ids())
      needs_[skill][needed][id] = standing.where;
  }
  standing_[id] = standing;
}

void CatalogCircles::Remove(const std::string& content_id) {
  const auto found = standing_.find(content_id);
  if (found == standing_.end()) return;
  for (const std::string& skill : found->second.item.skill_ids()) {
    for (const std::string& needed : found->second.item.prerequisite_skill_ids()) {
      auto& said = needs_[skill][needed];
      said.erase(content_id);
      if (said.empty()) needs_[skill].erase(needed);
    }
  }
  standing_.erase(found);
}

bool CatalogCircles::FindWay(const std::string& skill, const std::string& goal,
                             std::set<std::string>& visited, std::vector<Need>& way) const {
  const auto found = needs_.find(skill);
  if (found == needs_.end() || !visited.insert(skill).second) return false;
  for (const auto& [needed, said] : found->second) {
    way.push_back({skill, needed, said.begin()->second});
    if (needed == goal || FindWay(needed, goal, visited, way)) return true;
    way.pop_back();
  }
  return false;
}

}  // namespace yachay::cli
