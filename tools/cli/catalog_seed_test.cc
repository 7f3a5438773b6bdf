#include "cli/catalog_seed.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "testing/catch.h"

namespace yachay::cli {
namespace {

using catalog::v1::ContentItem;

TEST_CASE("the demo catalogue is large and varied enough to choose from") {
  const std::vector<ContentItem> items = SeedCatalog();
  CHECK(items.size() >= 200);
  std::set<std::string> ids;
  std::set<std::string> skills;
  std::map<std::string, int> languages;
  for (const ContentItem& item : items) {
    ids.insert(item.content_id());
    skills.insert(item.skill_ids(0));
    ++languages[item.language()];
  }
  CHECK(ids.size() == items.size());
  CHECK(std::is_sorted(items.begin(), items.end(),
                       [](const auto& a, const auto& b) { return a.content_id() < b.content_id(); }));
  CHECK(skills.size() >= 8);
  for (const char* language : {"es", "qu", "en"}) CHECK(languages[language] >= 50);
}

TEST_CASE("every item comes as a light text, and in two to four forms that fit the rules") {
  for (const ContentItem& item : SeedCatalog()) {
    INFO(item.content_id());
    CHECK(item.variants_size() >= 2);
    CHECK(item.variants_size() <= 4);
    CHECK(item.variants(0).kind() == catalog::v1::Variant::KIND_TEXT);
    CHECK(item.variants(0).bytes() <= 40'000);
    for (int i = 1; i < item.variants_size(); ++i) {
      CHECK(item.variants(i).bytes() > item.variants(i - 1).bytes());
      CHECK(item.variants(i).kind() > item.variants(i - 1).kind());
      CHECK(item.variants(i).bytes() <= 20'000'000);
    }
    CHECK(item.difficulty() >= -4);
    CHECK(item.difficulty() <= 4);
  }
}

// Unlocks, round by round, what has all its prerequisites; a learner of the grade must reach every skill of
// it.
TEST_CASE("no prerequisite is out of reach in the language and grade of the item that asks for it") {
  const std::vector<ContentItem> items = SeedCatalog();
  for (const char* language : {"es", "qu", "en"}) {
    for (unsigned grade = 1; grade <= 13; ++grade) {
      std::set<std::string> reached;
      std::set<std::string> offered;
      for (std::size_t round = 0; round <= items.size(); round += 20) {
        for (const ContentItem& item : items) {
          if (item.language() != language || item.grade_min() > grade || item.grade_max() < grade) continue;
          offered.insert(item.skill_ids(0));
          const auto& needed = item.prerequisite_skill_ids();
          if (std::all_of(needed.begin(), needed.end(),
                          [&](const auto& s) { return reached.count(s) > 0; })) {
            reached.insert(item.skill_ids(0));
          }
        }
      }
      INFO(language << ", grade " << grade);
      CHECK(reached == offered);
    }
  }
}

}  // namespace
}  // namespace yachay::cli
