#include "cli/catalog_file.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "cli/catalog_circles.h"
#include "cli/catalog_seed.h"
#include "testing/catch.h"

namespace yachay::cli {
namespace {

using catalog::v1::CatalogEntry;

std::string Write(const std::string& name, const std::string& text) {
  std::ofstream(name, std::ios::trunc) << text;
  return name;
}

std::vector<CatalogEntry> Entries() {
  std::vector<CatalogEntry> entries;
  for (const catalog::v1::ContentItem& item : SeedCatalog()) {
    CatalogEntry& entry = entries.emplace_back();
    *entry.mutable_item() = item;
    entry.set_revision(entries.size());
    entry.set_state(entries.size() % 2 == 0 ? catalog::v1::STATE_PUBLISHED : catalog::v1::STATE_ARCHIVED);
  }
  entries[0].mutable_item()->set_title("Contar, \"uno\"\ny dos: ñ");
  entries[0].mutable_item()->set_difficulty(0.1 + 0.2);
  entries[0].mutable_item()->set_owner_id("t-1");
  entries[0].mutable_item()->mutable_variants(0)->add_codecs("h264");
  entries[0].mutable_item()->mutable_variants(0)->set_sha256(std::string(64, 'a'));
  return entries;
}

TEST_CASE("what is exported is imported again, field for field, in both forms") {
  const std::vector<CatalogEntry> entries = Entries();
  for (const auto& [name, format] :
       {std::pair("round.csv", CatalogFormat::kCsv), std::pair("round.json", CatalogFormat::kJson)}) {
    INFO(name);
    std::ostringstream out;
    WriteCatalog(entries, format, out);
    const auto read = ReadCatalogFile(Write(name, out.str()));
    REQUIRE(read.ok());
    REQUIRE(read->size() == entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      CHECK((*read)[i].problems.empty());
      CHECK((*read)[i].item.SerializeAsString() == entries[i].item().SerializeAsString());
      CHECK((*read)[i].state == entries[i].state());
      CHECK((*read)[i].revision == entries[i].revision());
    }
  }
}

TEST_CASE("each line tells all that is wrong with it") {
  const auto read = ReadCatalogFile(Write("bad.csv",
                                          "content_id,title,grade_min,difficulty,variants,state\n"
                                          "a,Fine,1,0.5,t:text:10:64,published\n"
                                          "b,Bad,one,hard,t:film:10:64,ready\n"));
  REQUIRE(read.ok());
  CHECK((*read)[0].problems.empty());
  CHECK((*read)[1].where == "bad.csv:3");
  REQUIRE((*read)[1].problems.size() == 4);
  CHECK(absl::StartsWith((*read)[1].problems[0], "grade_min: expected a whole number"));
  CHECK(absl::StrContains((*read)[1].problems[2], "KIND one of text"));

  const auto json = ReadCatalogFile(Write("bad.json", R"([{"content_id": "a", "title": 3, "color": 1}, 7])"));
  REQUIRE(json.ok());
  CHECK((*json)[0].where == "bad.json: item 1");
  CHECK((*json)[0].problems.size() == 2);
  CHECK((*json)[1].problems == std::vector<std::string>{"expected an object"});
}

TEST_CASE("a row of another length is that row's problem alone") {
  const auto read = ReadCatalogFile(Write("uneven.csv",
                                          "content_id,title,grade_min\n"
                                          "a,Fine,1\n"
                                          "b,Short\n"
                                          "c,Bad,one\n"
                                          "d,Long, long,1\n"));
  REQUIRE(read.ok());
  REQUIRE(read->size() == 4);
  CHECK((*read)[0].problems.empty());
  CHECK((*read)[1].where == "uneven.csv:3");
  CHECK((*read)[1].problems ==
        std::vector<std::string>{"the row ends after 2 fields, expected 3 from content_id to grade_min"});
  CHECK((*read)[2].problems == std::vector<std::string>{"grade_min: expected a whole number"});
  CHECK((*read)[3].problems == std::vector<std::string>{"too many fields, expected 3"});
}

TEST_CASE("items that need each other through their skills are told with the lines of the circle") {
  const auto item = [](const char* id, const char* skill, const char* needs) {
    catalog::v1::ContentItem made;
    made.set_content_id(id);
    made.add_skill_ids(skill);
    if (*needs != 0) made.add_prerequisite_skill_ids(needs);
    return made;
  };
  CatalogCircles circles;
  CHECK(circles.Put(item("a", "fractions", "division"), "f.csv:2").empty());
  CHECK(circles.Put(item("b", "division", "products"), "catalogue item b").empty());
  CHECK(circles.Put(item("c", "products", "fractions"), "f.csv:7") ==
        "products needs fractions (f.csv:7), fractions needs division (f.csv:2), "
        "division needs products (catalogue item b)");
  CHECK(circles.Put(item("d", "sums", "sums"), "f.csv:8") == "sums needs sums (f.csv:8)");
  CHECK(circles.Put(item("a", "fractions", ""), "f.csv:9").empty());  // in place of the one before
  CHECK(circles.Put(item("c", "products", "fractions"), "f.csv:10").empty());
  circles.Remove("c");
  CHECK(circles.Put(item("a", "fractions", "division"), "f.csv:11").empty());
}

TEST_CASE("a file that cannot be read as a whole says why") {
  CHECK(absl::IsNotFound(ReadCatalogFile("none.csv").status()));
  CHECK(absl::IsNotFound(ReadCatalogFile("none.json").status()));
  CHECK(absl::IsInvalidArgument(ReadCatalogFile("list.xlsx").status()));
  CHECK(absl::StrContains(ReadCatalogFile(Write("odd.csv", "content_id,colour\na,red\n")).status().message(),
                          "column \"colour\" is not known"));
  CHECK(absl::IsInvalidArgument(ReadCatalogFile(Write("odd.json", "{\"a\": ")).status()));
  CHECK(absl::IsInvalidArgument(ReadCatalogFile(Write("one.json", "{}")).status()));
}

}  // namespace
}  // namespace yachay::cli
