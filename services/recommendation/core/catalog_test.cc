#include "core/catalog.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

ContentChange Change(const std::string& id, std::uint64_t base, const std::string& title = "Title",
                     bool published = true) {
  return {.change_id = "c",
          .base_revision = base,
          .content = {.id = id,
                      .title = title,
                      .skills = {"fractions"},
                      .prerequisites = {},
                      .language = "es",
                      .variants = {{"t", delivery::VariantKind::kText, 1000, 64}}},
          .state = published ? State::kPublished : State::kDraft,
          .changed_at_ms = 1};
}

TEST_CASE("a change based on the revision of now is applied, a stale one is passed over") {
  Catalog catalog;
  CHECK(catalog.Apply(Change("a", 0, "first")).applied);
  CHECK(catalog.Apply(Change("a", 1, "second")).entry->revision == 2);

  const Catalog::Outcome stale = catalog.Apply(Change("a", 1, "lost"));
  CHECK_FALSE(stale.applied);
  CHECK(stale.entry->revision == 2);
  CHECK(catalog.Find("a")->content.title == "second");
}

TEST_CASE("creating what exists, and changing what does not, is passed over") {
  Catalog catalog;
  catalog.Apply(Change("a", 0));
  CHECK_FALSE(catalog.Apply(Change("a", 0)).applied);
  const Catalog::Outcome none = catalog.Apply(Change("b", 3));
  CHECK_FALSE(none.applied);
  CHECK(none.entry == nullptr);
}

TEST_CASE("pods that read the same log agree, also when records come twice") {
  std::vector<ContentChange> log;
  for (std::uint64_t i = 0; i < 60; ++i) {
    log.push_back(Change(absl::StrCat("i", i % 7), i % 5, std::to_string(i), i % 3 != 0));
  }
  Catalog once;
  Catalog twice;
  for (const ContentChange& change : log) once.Apply(change);
  for (const ContentChange& change : log) {
    const bool applied = twice.Apply(change).applied;
    CHECK_FALSE((applied && twice.Apply(change).applied));  // a record that comes again changes nothing
  }
  const Entries a = *once.Published();
  const Entries b = *twice.Published();
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i]->content == b[i]->content);
    CHECK(a[i]->revision == b[i]->revision);
  }
}

TEST_CASE("what is published follows the last change") {
  Catalog catalog;
  catalog.Apply(Change("b", 0));
  catalog.Apply(Change("a", 0, "Title", false));
  const auto before = catalog.Published();
  CHECK(before->size() == 1);
  CHECK(catalog.Published() == before);  // not made again
  catalog.Apply(Change("a", 1));
  CHECK(catalog.Published()->size() == 2);
  CHECK(catalog.Published()->front()->content.id == "a");
  CHECK(before->size() == 1);  // who holds the old one keeps it
}

TEST_CASE("an invalid record is passed over") {
  Catalog catalog;
  ContentChange change = Change("a", 0);
  change.content.skills.clear();
  CHECK_FALSE(catalog.Apply(change).applied);
  CHECK(catalog.size() == 0);
}

TEST_CASE("pages follow each other without gap or overlap") {
  Catalog catalog;
  for (int i = 0; i < 25; ++i) {
    ContentChange change = Change(absl::StrCat("i", 100 + i), 0, "Title", i % 2 == 0);
    change.content.skills = {i < 5 ? "addition" : "fractions"};
    catalog.Apply(change);
  }
  std::vector<std::string> ids;
  std::string after;
  do {
    const Catalog::Page page = catalog.List(after, 4, {.skill = "fractions", .state = State::kPublished});
    CHECK(page.total == 10);
    for (const EntryPtr& entry : page.entries) ids.push_back(entry->content.id);
    after = page.next_after;
  } while (!after.empty());
  CHECK(ids.size() == 10);
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(catalog.List("", 25, {}).next_after.empty());
}

ContentChange Needing(const std::string& id, std::uint64_t base, const std::string& skill,
                      std::vector<std::string> needs) {
  ContentChange change = Change(id, base);
  change.content.skills = {skill};
  change.content.prerequisites = std::move(needs);
  return change;
}

TEST_CASE("a skill never comes to need itself, over any chain of items") {
  Catalog catalog;
  CHECK(catalog.Apply(Needing("d", 0, "division", {"multiplication"})).applied);
  CHECK(catalog.Apply(Needing("m", 0, "multiplication", {"addition"})).applied);
  const Catalog::Outcome circle = catalog.Apply(Needing("a", 0, "addition", {"counting", "division"}));
  CHECK_FALSE(circle.applied);
  REQUIRE(circle.invalid.size() == 1);
  CHECK(circle.invalid[0].field == "prerequisite_skill_ids");
  CHECK(circle.invalid[0].description ==
        "expected no skill to need itself: addition needs division needs multiplication needs addition");
  CHECK(catalog.size() == 2);
  CHECK_FALSE(catalog.Apply(Needing("s", 0, "addition", {"addition"})).applied);
}

TEST_CASE("what an item said before, and what is archived, closes no circle") {
  Catalog catalog;
  catalog.Apply(Needing("d", 0, "division", {"multiplication"}));
  CHECK(catalog.Apply(Needing("d", 1, "division", {"addition"})).applied);
  CHECK(catalog.Apply(Needing("m", 0, "multiplication", {"division"})).applied);
  CHECK_FALSE(catalog.Apply(Needing("d", 2, "division", {"multiplication"})).applied);

  ContentChange archive = Needing("m", 1, "multiplication", {"division"});
  archive.state = State::kArchived;
  CHECK(catalog.Apply(archive).applied);
  CHECK(catalog.Apply(Needing("d", 2, "division", {"multiplication"})).applied);
  CHECK_FALSE(catalog.Apply(Needing("m", 2, "multiplication", {"division"})).applied);  // from the archive
}

TEST_CASE("trying changes nothing and says what writing would") {
  Catalog catalog;
  CHECK(catalog.Try(Change("a", 0)).applied);
  CHECK(catalog.size() == 0);
  ContentChange wrong = Change("a", 0);
  wrong.content.title.clear();
  CHECK(catalog.Try(wrong).invalid.size() == 1);
}

TEST_CASE("validation names every violated field") {
  Content content;
  content.id = "no spaces";
  content.language = "";
  content.grade_min = 5;
  content.grade_max = 4;
  content.difficulty = 9;
  content.expected_seconds = 1;
  content.variants = {{"t", delivery::VariantKind::kText, 0, 64},
                      {"t", delivery::VariantKind::kLow, 1, 0},
                      {"u", static_cast<delivery::VariantKind>(9), 1, 1, {"H264"}, "abc"}};
  content.owner = "a b";
  std::vector<std::string> fields;
  for (const Violation& violation : Validate(content)) fields.push_back(violation.field);
  CHECK(fields == std::vector<std::string>{"content_id", "title", "skill_ids", "language", "grade_max",
                                           "difficulty", "expected_seconds", "variants[0].bytes",
                                           "variants[1].variant_id", "variants[1].min_ram_mib",
                                           "variants[2].kind", "variants[2].codecs", "variants[2].sha256",
                                           "owner_id"});
  CHECK(Validate(Change("a", 0).content).empty());
}

TEST_CASE("a title is measured in characters, not bytes") {
  Content content = Change("a", 0).content;
  content.title = "";
  for (int i = 0; i < 120; ++i) content.title += "ñ";
  CHECK(Validate(content).empty());
  content.title += "ñ";
  CHECK(Validate(content).size() == 1);
}

}  // namespace
}  // namespace yachay::recommendation
