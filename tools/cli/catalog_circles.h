// Skills that come to need themselves, told by where that is said.
#ifndef CLI_CATALOG_CIRCLES_H_
#define CLI_CATALOG_CIRCLES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "yachay/catalog/v1/catalog.pb.h"

namespace yachay::cli {

// Items as they would stand, by content id: each of an item's skills needs each of its prerequisites.
class CatalogCircles {
 public:
  // Puts the item in place of the one of its id, unless that closes a circle, which is returned: "a needs b
  // (lessons.csv:3), b needs a (lessons.csv:7)". Empty: it was put. where: what stands in the brackets.
  std::string Put(const catalog::v1::ContentItem& item, const std::string& where);
  void Remove(const std::string& content_id);

 private:
  struct Standing {
    catalog::v1::ContentItem item;
    std::string where;
  };
  struct Need {
    std::string skill, needed, where;
  };
  void Add(const Standing& standing);
  // The needs from `skill` to `goal`, appended to `way`; false: there is no way.
  bool FindWay(const std::string& skill, const std::string& goal, std::set<std::string>& visited,
               std::vector<Need>& way) const;

  std::map<std::string, Standing> standing_;
  // skill → what it needs → where that is said, by content id
  std::map<std::string, std::map<std::string, std::map<std::string, std::string>>> needs_;
};

}  // namespace yachay::cli

#endif  // CLI_CATALOG_CIRCLES_H_
