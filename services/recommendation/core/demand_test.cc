#include "core/demand.h"

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

using delivery::DeviceClass;

EntryPtr Item(const std::string& id, const std::string& skill, const std::string& language,
              std::int64_t ram_mib) {
  Content content{.id = id, .title = id, .skills = {skill}, .prerequisites = {}, .language = language};
  content.grade_min = 3;
  content.grade_max = 6;
  content.variants = {{"v", delivery::VariantKind::kLow, 1000, ram_mib}};
  return std::make_shared<const CatalogEntry>(CatalogEntry{.content = content, .published = true});
}

Asked Ask(const std::string& language, int grade, DeviceClass device, std::vector<std::string> skills = {}) {
  return {.group = {language, grade, device}, .skills = std::move(skills), .shortened = false};
}

TEST_CASE("a gap is a skill that others are offered and this group is not") {
  const Entries entries = {Item("a", "addition", "es", 64), Item("b", "addition", "es-PE", 64),
                           Item("heavy", "division", "es", 1024)};
  Demand demand;
  for (int i = 0; i < 7; ++i) demand.Add(Ask("qu", 4, DeviceClass::kMiddle));
  for (int i = 0; i < 3; ++i) demand.Add(Ask("es", 4, DeviceClass::kLow));
  demand.Add(Ask("es", 9, DeviceClass::kLow));  // nothing is offered at this grade
  const std::vector<Gap> gaps = FindGaps(entries, demand.Counts(), {.wanted = 2});
  REQUIRE(gaps.size() == 3);
  CHECK(gaps[0].skill == "addition");
  CHECK(gaps[0].group.language == "qu");
  CHECK(gaps[0].demand == 7);
  CHECK(gaps[0].missing == 2);
  CHECK(gaps[1].skill == "division");
  CHECK(gaps[2].skill == "division");
  CHECK(gaps[2].group.device == DeviceClass::kLow);  // 1 GiB does not run on it
  CHECK(gaps[2].demand == 3);
}

TEST_CASE("a skill that was asked for and that nobody teaches is a gap") {
  Demand demand;
  demand.Add(Ask("es", 2, DeviceClass::kHigh, {"music"}));
  const std::vector<Gap> gaps = FindGaps({}, demand.Counts(), {});
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].skill == "music");
  CHECK(gaps[0].missing == 5);
  CHECK(FindGaps({}, demand.Counts(), {.language = "qu"}).empty());
}

TEST_CASE("made-up skills do not fill the memory") {
  Demand demand;
  for (std::size_t i = 0; i < Demand::kMostCells + 10; ++i)
    demand.Add(Ask("es", 2, DeviceClass::kHigh, {absl::StrCat("s", i)}));
  const DemandCounts counts = demand.Counts();
  CHECK(counts.answers == Demand::kMostCells + 10);
  CHECK(counts.by_skill.begin()->second.size() == Demand::kMostCells);
}

}  // namespace
}  // namespace yachay::recommendation
