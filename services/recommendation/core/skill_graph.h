#ifndef RECOMMENDATION_CORE_SKILL_GRAPH_H_
#define RECOMMENDATION_CORE_SKILL_GRAPH_H_

#include <map>
#include <string>
#include <vector>

#include "core/content.h"

namespace yachay::recommendation {

// Which skill needs which, by the items that say so. Not thread-safe.
class SkillGraph {
 public:
  void Add(const Content& content);
  // Takes out what Add of an equal content put in.
  void Remove(const Content& content);

  // The circle that the content would close, for example {"fractions", "division", "fractions"}: each needs
  // the next. Empty when there is none.
  std::vector<std::string> Circle(const Content& content) const;

 private:
  // From the skill to one of `goals` over what skills need; appended to path. False: there is no way.
  bool FindWay(const std::string& skill, const std::vector<std::string>& goals,
               std::map<std::string, bool>& visited, std::vector<std::string>& path) const;

  std::map<std::string, std::map<std::string, int>> needs_;  // skill → needed skill → by how many items
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_SKILL_GRAPH_H_
