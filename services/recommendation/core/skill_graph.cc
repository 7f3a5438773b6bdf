#include "core/skill_graph.h"

#include <algorithm>

namespace yachay::recommendation {

void SkillGraph::Add(const Content& content) {
  for (const std::string& skill : content.skills) {
    for (const std::string& needed : content.prerequisites) ++needs_[skill][needed];
  }
}

void SkillGraph::Remove(const Content& content) {
  for (const std::string& skill : content.skills) {
    for (const std::string& needed : content.prerequisites) {
      const auto found = needs_.find(skill);
      if (--found->second[needed] == 0) found->second.erase(needed);
      if (found->second.empty()) needs_.erase(found);
    }
  }
}

std::vector<std::string> SkillGraph::Circle(const Content& content) const {
  std::map<std::string, bool> visited;
  for (const std::string& needed : content.prerequisites) {
    std::vector<std::string> path;
    if (!FindWay(needed, content.skills, visited, path)) continue;
    path.insert(path.begin(), path.back());
    return path;
  }
  return {};
}

bool SkillGraph::FindWay(const std::string& skill, const std::vector<std::string>& goals,
                         std::map<std::string, bool>& visited, std::vector<std::string>& path) const {
  path.push_back(skill);
  if (std::find(goals.begin(), goals.end(), skill) != goals.end()) return true;
  const auto found = needs_.find(skill);
  if (!visited[skill] && found != needs_.end()) {
    visited[skill] = true;
    for (const auto& [needed, items] : found->second) {
      if (FindWay(needed, goals, visited, path)) return true;
    }
  }
  path.pop_back();
  return false;
}

}  // namespace yachay::recommendation
