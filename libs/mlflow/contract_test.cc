// What every registry keeps, on a folder and, when YACHAY_MLFLOW_URL names one, on a real MLflow server
// (tests/mlflow/run.py starts it).
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "mlflow/ledger_run.h"
#include "mlflow/open_registry.h"
#include "testing/catch.h"

namespace yachay::mlflow {
namespace {

using models::Aliases;
using models::Registry;

const char* Server() { return std::getenv("YACHAY_MLFLOW_URL"); }

// A folder that is not there yet, then the server when there is one.
std::string Location() {
  static int count = 0;
  const bool server = GENERATE(false, true);
  if (server) return Server() == nullptr ? "" : Server();
  const std::string folder = absl::StrCat("contract-", ++count);
  std::filesystem::remove_all(folder);
  return folder;
}

// A name that no other case or run has used.
std::string NewName() {
  static std::atomic<int> count = 0;
  return absl::StrCat("contract-", absl::ToUnixMillis(absl::Now()), "-", getpid(), "-", ++count);
}

std::unique_ptr<Registry> Open(const std::string& location) {
  auto registry = OpenRegistry(location);
  REQUIRE(registry.ok());
  return *std::move(registry);
}

models::Candidate Example(const std::string& name) {
  models::Candidate candidate;
  candidate.manifest.name = name;
  candidate.manifest.algorithm = "gradient-boosting";
  candidate.manifest.features = {{"Age"}, {"Gender", models::FeatureKind::kCategory, {"Female", "Male"}}};
  candidate.manifest.classes = {"Low", "High"};
  candidate.manifest.metrics["accuracy"] = {0.9, 0.8, 0.95};
  candidate.files = {{"model.ubj", std::string("by\0tes", 6)},
                     {"golden.json", models::GoldenToJson({{{1.0F}, {0.5F}}})}};
  return candidate;
}

models::AliasChange Champion(const std::string& name, int to, std::optional<int> expected) {
  return {name, std::string(models::kChampion), to, expected, "test", "because"};
}

void RegisterSome(Registry& registry, const std::string& name, int count) {
  for (int i = 1; i <= count; ++i) REQUIRE(registry.Register(Example(name))->version == i);
}

std::string Summary(const models::AliasMove& move) {
  return absl::StrCat(move.alias, " ", move.from, "->", move.to, " ", move.who, ": ", move.evidence);
}

#define EVERY_REGISTRY(location)           \
  const std::string location = Location(); \
  if (location.empty()) return

TEST_CASE("versions count up and read back") {
  EVERY_REGISTRY(location);
  auto registry = Open(location);
  const std::string name = NewName();
  CHECK(absl::IsNotFound(registry->ListVersions(name).status()));
  CHECK(registry->ReadAliases(name)->empty());
  RegisterSome(*registry, name, 2);
  const auto names = registry->ListModels();
  CHECK(std::find(names->begin(), names->end(), name) != names->end());
  CHECK(*registry->ListVersions(name) == std::vector<int>{1, 2});
  auto expected = Example(name).manifest;
  expected.version = 2;
  CHECK(*registry->ReadManifest({name, 2}) == expected);
  CHECK(*registry->ReadFile({name, 1}, "model.ubj") == std::string("by\0tes", 6));
  CHECK(registry->ReadGolden({name, 1})->size() == 1);
  CHECK(absl::IsNotFound(registry->ReadFile({name, 1}, "nothing").status()));
  CHECK(absl::IsNotFound(registry->ReadManifest({name, 3}).status()));
  for (const char* bad : {"../x", "", "a/b"})
    CHECK(absl::IsInvalidArgument(registry->ReadFile({name, 1}, bad).status()));
}

TEST_CASE("references resolve by alias, by version, and to the champion") {
  EVERY_REGISTRY(location);
  auto registry = Open(location);
  const std::string name = NewName();
  RegisterSome(*registry, name, 3);
  CHECK(absl::IsNotFound(registry->Resolve(name).status()));
  REQUIRE(registry->MoveAlias(Champion(name, 2, 0)).ok());
  REQUIRE(registry->MoveAlias({name, "challenger", 3, {}, "test", ""}).ok());
  CHECK(registry->Resolve(name)->version == 2);
  CHECK(registry->Resolve(name + "@challenger")->version == 3);
  CHECK(registry->Resolve(name + ":1")->version == 1);
  CHECK(absl::IsNotFound(registry->Resolve(name + ":9").status()));
  CHECK(absl::IsNotFound(registry->Resolve(name + "@previous").status()));
  CHECK(absl::IsInvalidArgument(registry->Resolve("a'b:1").status()));
}

TEST_CASE("a move is compare-and-set, previous follows, and rollback is one call") {
  EVERY_REGISTRY(location);
  auto registry = Open(location);
  const std::string name = NewName();
  RegisterSome(*registry, name, 2);
  CHECK(registry->MoveAlias(Champion(name, 1, 0))->from == 0);
  CHECK(absl::IsFailedPrecondition(registry->Rollback(name, "sre", "?").status()));
  CHECK(absl::IsAborted(registry->MoveAlias(Champion(name, 2, 0)).status()));
  CHECK(registry->MoveAlias(Champion(name, 2, 1))->from == 1);
  CHECK(registry->MoveAlias(Champion(name, 2, 2)).ok());  // there already: no line
  CHECK(*registry->ReadAliases(name) == Aliases{{"champion", 2}, {"previous", 1}});
  CHECK(absl::IsNotFound(registry->MoveAlias(Champion(name, 7, 2)).status()));
  CHECK(absl::IsInvalidArgument(registry->MoveAlias({name, "previous", 1, {}, "", ""}).status()));
  REQUIRE(registry->Rollback(name, "sre", "quejas, willakuy ñawi\n\"x\"").ok());
  CHECK(*registry->ReadAliases(name) == Aliases{{"champion", 1}, {"previous", 2}});
  const auto history = registry->History(name);
  REQUIRE(history.ok());
  REQUIRE(history->size() == 5);
  CHECK(Summary((*history)[1]) == "previous 0->1 test: because");
  CHECK(Summary((*history)[4]) == "champion 2->1 sre: quejas, willakuy ñawi\n\"x\"");
}

TEST_CASE("a candidate that cannot be loaded later is refused and leaves nothing") {
  EVERY_REGISTRY(location);
  auto registry = Open(location);
  models::Candidate bad = Example(NewName());
  bad.files.erase("golden.json");
  CHECK(absl::IsInvalidArgument(registry->Register(bad).status()));
  CHECK(absl::IsNotFound(registry->ListVersions(bad.manifest.name).status()));
}

TEST_CASE("of many who move from the same place one wins, and the ledger adds up to the aliases") {
  EVERY_REGISTRY(location);
  const std::string name = NewName();
  RegisterSome(*Open(location), name, 5);
  std::atomic<int> won = 0, lost = 0;
  std::vector<std::thread> threads;
  for (int version = 1; version <= 5; ++version) {
    threads.emplace_back([&, version] {
      const auto registry = OpenRegistry(location);
      const auto moved = (*registry)->MoveAlias(Champion(name, version, 0));
      won += moved.ok() ? 1 : 0;
      lost += absl::IsAborted(moved.status()) ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(lost == 4);
  const auto history = Open(location)->History(name);
  REQUIRE(history.ok());
  CHECK(history->size() == 1);
  CHECK(Open(location)->ReadAliases(name)->at("champion") == history->back().to);
}

TEST_CASE("moves that say not from where all happen, one after the other") {
  EVERY_REGISTRY(location);
  const std::string name = NewName();
  RegisterSome(*Open(location), name, 4);
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int version = 1; version <= 4; ++version) {
    threads.emplace_back([&, version] {
      const auto registry = OpenRegistry(location);
      if (!(*registry)->MoveAlias(Champion(name, version, std::nullopt)).ok()) ++failed;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failed == 0);
  const auto history = Open(location)->History(name);
  REQUIRE(history.ok());
  int at = 0, champions = 0;
  for (const models::AliasMove& move : *history) {
    if (move.alias != models::kChampion) continue;
    CHECK(move.from == std::exchange(at, move.to));
    ++champions;
  }
  CHECK(champions == 4);
  CHECK(Open(location)->ReadAliases(name)->at("champion") == at);
}

TEST_CASE("MLflow: an alias that was moved on the server is seen, then recorded") {
  if (Server() == nullptr) return;
  auto registry = Open(Server());
  const std::string name = NewName();
  RegisterSome(*registry, name, 3);
  REQUIRE(registry->MoveAlias(Champion(name, 1, 0)).ok());
  const Rest rest(Server(), {});
  REQUIRE(rest.PostAgain("registered-models/alias", {{"name", name}, {"alias", "champion"}, {"version", "2"}})
              .ok());
  CHECK(registry->History(name)->back().who == "unknown");
  CHECK(absl::IsAborted(registry->MoveAlias(Champion(name, 3, 1)).status()));
  REQUIRE(registry->MoveAlias(Champion(name, 3, 2)).ok());
  const auto history = registry->History(name);
  REQUIRE(history->size() == 4);
  CHECK(Summary((*history)[1]) == "champion 1->2 unknown: seen in MLflow: moved there, not through Yachay");
  CHECK(Summary((*history)[2]) == "previous 0->2 test: because");
  CHECK(Summary((*history)[3]) == "champion 2->3 test: because");
}

TEST_CASE("MLflow: a move that was cut off before the alias is finished by the next") {
  if (Server() == nullptr) return;
  auto registry = Open(Server());
  const std::string name = NewName();
  RegisterSome(*registry, name, 3);
  const Rest rest(Server(), {});
  const auto ledger = LedgerRun::FindOrMake(rest, name);
  REQUIRE(ledger.ok());
  const models::AliasMove begun{"2026-01-01T00:00:00Z", "gone", "champion", 0, 1, "cut off"};
  CHECK(*ledger->Claim(1, {begun}));
  CHECK_FALSE(*ledger->Claim(1, {begun}));  // the same move by another
  CHECK(registry->ReadAliases(name)->empty());
  REQUIRE(registry->MoveAlias(Champion(name, 2, 1)).ok());
  CHECK(*registry->ReadAliases(name) == Aliases{{"champion", 2}, {"previous", 1}});
  CHECK(registry->History(name)->size() == 3);
}

TEST_CASE("MLflow: evidence that the server would cut is refused") {
  if (Server() == nullptr) return;
  auto registry = Open(Server());
  const std::string name = NewName();
  RegisterSome(*registry, name, 1);
  models::AliasChange change = Champion(name, 1, 0);
  change.evidence = std::string(7000, 'x');
  CHECK(absl::IsInvalidArgument(registry->MoveAlias(change).status()));
  CHECK(registry->History(name)->empty());
}

TEST_CASE("a location that cannot be opened is refused") {
  for (const char* bad :
       {"http://user:word@host", "ftp://host", "http://", "http://host/?x", "databricks://x"}) {
    const auto opened = OpenRegistry(bad);
    CHECK(absl::IsInvalidArgument(opened.status()));
    CHECK(opened.status().message().find("word@") == absl::string_view::npos);
  }
}

TEST_CASE("MLflow: nobody answers") {
  auto registry = Open("http://127.0.0.1:1");
  const std::vector<absl::Status> all = {
      registry->ListModels().status(),           registry->ReadAliases("m").status(),
      registry->Resolve("m@champion").status(),  registry->ReadManifest({"m", 1}).status(),
      registry->Register(Example("m")).status(), registry->History("m").status()};
  for (const absl::Status& status : all) {
    CHECK(absl::IsUnavailable(status));
    CHECK(status.message().find("MLflow at http://127.0.0.1:1: ") == 0);
  }
}

}  // namespace
}  // namespace yachay::mlflow
