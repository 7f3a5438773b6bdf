#include "models/folder_registry.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::models {
namespace {

namespace fs = std::filesystem;

// An empty folder under the test's own working directory.
std::string Fresh(const std::string& name) {
  fs::remove_all(name);
  return name;
}

FolderRegistry Open(const std::string& folder) {
  return FolderRegistry(folder, [] { return absl::FromUnixSeconds(1714521600); });
}

Candidate Example() {
  Candidate candidate;
  candidate.manifest.name = "engagement";
  candidate.manifest.features = {{"Age"}};
  candidate.files = {{"model.ubj", "bytes"}, {"golden.json", GoldenToJson({{{1.0F}, {0.5F}}})}};
  return candidate;
}

AliasChange Champion(int to, std::optional<int> expected) {
  return {"engagement", std::string(kChampion), to, expected, "test", "because"};
}

void Append(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::app) << text; }

TEST_CASE("versions count up and read back") {
  auto registry = Open(Fresh("versions"));
  CHECK(registry.ListModels()->empty());
  CHECK(absl::IsNotFound(registry.ListVersions("engagement").status()));
  CHECK(registry.Register(Example())->version == 1);
  CHECK(registry.Register(Example())->version == 2);
  CHECK(*registry.ListModels() == std::vector<std::string>{"engagement"});
  CHECK(*registry.ListVersions("engagement") == std::vector<int>{1, 2});
  CHECK(registry.ReadManifest({"engagement", 2})->version == 2);
  CHECK(*registry.ReadFile({"engagement", 1}, "model.ubj") == "bytes");
  CHECK(registry.ReadGolden({"engagement", 1})->size() == 1);
}

TEST_CASE("references resolve by alias, by version, and to the champion") {
  auto registry = Open(Fresh("resolve"));
  for (int i = 0; i < 3; ++i) REQUIRE(registry.Register(Example()).ok());
  CHECK(absl::IsNotFound(registry.Resolve("engagement").status()));
  REQUIRE(registry.MoveAlias(Champion(2, 0)).ok());
  REQUIRE(registry.MoveAlias({"engagement", "challenger", 3, {}, "test", ""}).ok());
  CHECK(registry.Resolve("engagement")->version == 2);
  CHECK(registry.Resolve("engagement@champion")->version == 2);
  CHECK(registry.Resolve("engagement@challenger")->version == 3);
  CHECK(registry.Resolve("engagement:1")->version == 1);
  CHECK(absl::IsNotFound(registry.Resolve("engagement:9").status()));
  CHECK(absl::IsNotFound(registry.Resolve("engagement@previous").status()));
  for (const char* bad : {"engagement:", "engagement:01", "engagement:x", "../etc", "", "a/b@champion"}) {
    CHECK(absl::IsInvalidArgument(registry.Resolve(bad).status()));
  }
}

TEST_CASE("a move is compare-and-set, and previous follows champion") {
  auto registry = Open(Fresh("moves"));
  for (int i = 0; i < 3; ++i) REQUIRE(registry.Register(Example()).ok());
  CHECK(registry.MoveAlias(Champion(1, 0))->from == 0);
  CHECK(absl::IsAborted(registry.MoveAlias(Champion(2, 0)).status()));
  CHECK(registry.MoveAlias(Champion(2, 1))->from == 1);
  CHECK(*registry.ReadAliases("engagement") == Aliases{{"champion", 2}, {"previous", 1}});
  CHECK(absl::IsNotFound(registry.MoveAlias(Champion(7, 2)).status()));
  CHECK(absl::IsInvalidArgument(registry.MoveAlias({"engagement", "previous", 1, {}, "", ""}).status()));
}

TEST_CASE("rollback swaps champion and previous, and history keeps every move") {
  auto registry = Open(Fresh("rollback"));
  for (int i = 0; i < 2; ++i) REQUIRE(registry.Register(Example()).ok());
  REQUIRE(registry.MoveAlias(Champion(1, 0)).ok());
  CHECK(absl::IsFailedPrecondition(registry.Rollback("engagement", "sre", "?").status()));
  REQUIRE(registry.MoveAlias(Champion(2, 1)).ok());
  REQUIRE(registry.Rollback("engagement", "sre", "complaints").ok());
  CHECK(*registry.ReadAliases("engagement") == Aliases{{"champion", 1}, {"previous", 2}});
  const auto history = registry.History("engagement");
  REQUIRE(history.ok());
  REQUIRE(history->size() == 5);
  CHECK(history->back().who == "sre");
  CHECK(history->back().evidence == "complaints");
  CHECK(history->back().when == "2024-05-01T00:00:00Z");
}

TEST_CASE("a torn last line of the ledger is cut, a broken line inside is an error") {
  auto registry = Open(Fresh("torn"));
  for (int i = 0; i < 2; ++i) REQUIRE(registry.Register(Example()).ok());
  REQUIRE(registry.MoveAlias(Champion(1, 0)).ok());
  Append("torn/engagement/ledger.jsonl", "{\"when\":\"20");
  CHECK(registry.History("engagement")->size() == 1);
  REQUIRE(registry.MoveAlias(Champion(2, 1)).ok());
  CHECK(registry.History("engagement")->size() == 3);
  Append("torn/engagement/ledger.jsonl", "what\n");
  const auto history = registry.History("engagement");
  REQUIRE(absl::IsDataLoss(history.status()));
  CHECK(history.status().message().find("torn/engagement/ledger.jsonl:4: ") == 0);
}

TEST_CASE("a crash between ledger and view is mended by the next move") {
  auto registry = Open(Fresh("stale"));
  for (int i = 0; i < 2; ++i) REQUIRE(registry.Register(Example()).ok());
  REQUIRE(registry.MoveAlias(Champion(1, 0)).ok());
  fs::copy("stale/engagement/aliases.json", "stale/engagement/old.json");
  REQUIRE(registry.MoveAlias(Champion(2, 1)).ok());
  fs::rename("stale/engagement/old.json", "stale/engagement/aliases.json");
  CHECK(absl::IsAborted(registry.MoveAlias(Champion(2, 1)).status()));
  CHECK(registry.Resolve("engagement")->version == 2);
  fs::remove("stale/engagement/aliases.json");
  CHECK(registry.Resolve("engagement")->version == 2);
}

TEST_CASE("a half-written version is never seen") {
  auto registry = Open(Fresh("half"));
  REQUIRE(registry.Register(Example()).ok());
  fs::create_directories("half/engagement/versions/.new-1");
  CHECK(*registry.ListVersions("engagement") == std::vector<int>{1});
  CHECK(registry.Register(Example())->version == 2);
  CHECK_FALSE(fs::exists("half/engagement/versions/.new-1"));
}

TEST_CASE("corrupt files are errors with their path") {
  auto registry = Open(Fresh("corrupt"));
  REQUIRE(registry.Register(Example()).ok());
  Append("corrupt/engagement/versions/1/manifest.json", "}");
  Append("corrupt/engagement/versions/1/golden.json", "}");
  const auto manifest = registry.ReadManifest({"engagement", 1});
  REQUIRE(absl::IsDataLoss(manifest.status()));
  CHECK(manifest.status().message().find("corrupt/engagement/versions/1/manifest.json: ") == 0);
  CHECK(absl::IsDataLoss(registry.ReadGolden({"engagement", 1}).status()));
  Append("corrupt/engagement/aliases.json", "[]");
  CHECK(absl::IsDataLoss(registry.ReadAliases("engagement").status()));
}

TEST_CASE("candidates that cannot be loaded later are refused") {
  auto registry = Open(Fresh("candidates"));
  Candidate without_golden = Example();
  without_golden.files.erase("golden.json");
  Candidate escaping = Example();
  escaping.files["../x"] = "";
  Candidate unnamed = Example();
  unnamed.manifest.name = "..";
  for (const Candidate& bad : {without_golden, escaping, unnamed}) {
    CHECK(absl::IsInvalidArgument(registry.Register(bad).status()));
  }
  CHECK_FALSE(fs::exists("candidates"));
}

TEST_CASE("of many who move from the same place, one wins; all versions get their own number") {
  const std::string folder = Fresh("race");
  REQUIRE(Open(folder).Register(Example()).ok());
  REQUIRE(Open(folder).MoveAlias(Champion(1, 0)).ok());
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      auto registry = Open(folder);
      const auto ref = registry.Register(Example());
      if (ref.ok() && registry.MoveAlias(Champion(ref->version, 1)).ok()) ++won;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(*Open(folder).ListVersions("engagement") == std::vector<int>{1, 2, 3, 4, 5});
}

}  // namespace
}  // namespace yachay::models
