#include "core/registry_follower.h"

#include <filesystem>

#include "core/loaded_model.h"
#include "fixture/model_fixture.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

struct Fixture {
  models::FolderRegistry registry = NewRegistry();
  ModelStore store;
  std::vector<std::string> told;
  int failed_reads = 0;
  RegistryFollower follower{{.models = {"m"}, .follow = {}}, registry, store, Listener()};

  FollowListener Listener() {
    return {.loaded = [this](const VersionKey& key, const LoadedModel&) { Tell("loaded", key.version); },
            .refused = [this](const VersionKey& key, const absl::Status&) { Tell("refused", key.version); },
            .unloaded = [this](const VersionKey& key) { Tell("unloaded", key.version); },
            .moved = [this](const std::string&, const std::string& alias, uint64_t,
                            uint64_t to) { Tell(alias + " at", to); },
            .registry_state =
                [this](const std::string&, const absl::Status& status) {
                  told.push_back(status.ok() ? "readable" : "unreadable");
                },
            .read_failed = [this] { ++failed_reads; }};
  }
  void Tell(const std::string& what, uint64_t version) {
    told.push_back(what + " " + std::to_string(version));
  }

  // 0 when no champion serves.
  int Champion() const {
    const auto model = store.Find({.model = "m", .alias = ""});
    return model.ok() ? (*model)->manifest().version : 0;
  }
};

TEST_CASE("the champion is followed, the version before stays as previous, older ones go") {
  Fixture f;
  f.follower.Poll(kNow);
  CHECK(f.Champion() == 0);
  CHECK(f.store.Find({.model = "m"}).status().code() == absl::StatusCode::kNotFound);

  const XgboostModel trained(3, 2, 5);
  for (int version = 1; version <= 3; ++version) {
    Promote(f.registry, trained.Candidate("m"));
    f.told.clear();
    f.follower.Poll(kNow);
    CHECK(f.Champion() == version);
  }
  CHECK(f.told == std::vector<std::string>{"loaded 3", "champion at 3", "previous at 2", "unloaded 1"});
  const auto previous = f.store.Find({.model = "m", .alias = "previous"});
  REQUIRE(previous.ok());
  CHECK((*previous)->manifest().version == 2);
  CHECK(f.store.Find({.model = "m", .alias = "", .version = 2}).ok());
  CHECK(f.store.Find({.model = "m", .alias = "", .version = 1}).status().code() ==
        absl::StatusCode::kNotFound);

  f.told.clear();
  f.follower.Poll(kNow);
  CHECK(f.told.empty());
}

TEST_CASE("a truncated champion is refused with its reason, the old one serves, and mending it is noticed") {
  Fixture f;
  const XgboostModel trained(3, 2, 5);
  Promote(f.registry, trained.Candidate("m"));
  f.follower.Poll(kNow);
  const models::VersionRef broken = Promote(f.registry, trained.Candidate("m"));
  Overwrite(f.registry, broken, "model.ubj", trained.Ubj().substr(0, 100));
  f.follower.Poll(kNow);
  CHECK(f.Champion() == 1);
  const auto refused = f.store.Find({.model = "m", .alias = "", .version = 2});
  CHECK(std::string(refused.status().message()).find("model.ubj") != std::string::npos);
  CHECK(f.store.Current()->versions.at({"m", 2}).model == nullptr);

  Overwrite(f.registry, broken, "model.ubj", trained.Ubj());
  f.follower.Poll(kNow + absl::Seconds(1));
  CHECK(f.Champion() == 1);
  f.follower.Poll(kNow + absl::Seconds(31));
  CHECK(f.Champion() == 2);
  CHECK(f.store.Current()->versions.at({"m", 2}).reason.empty());
}

TEST_CASE("an unreadable list of aliases takes nothing away, is told once and counted each time") {
  Fixture f;
  const models::VersionRef first = Promote(f.registry, XgboostModel(3, 2, 5).Candidate("m"));
  f.follower.Poll(kNow);
  f.told.clear();
  Overwrite(f.registry, first, "../../aliases.json", "{\"champion\":");
  f.follower.Poll(kNow);
  f.follower.Poll(kNow);
  CHECK(f.Champion() == 1);
  CHECK(f.told == std::vector<std::string>{"unreadable"});
  CHECK(f.failed_reads == 2);
  Overwrite(f.registry, first, "../../aliases.json", "{\"champion\": 1}");
  f.follower.Poll(kNow);
  CHECK(f.told == std::vector<std::string>{"unreadable", "readable"});
}

TEST_CASE("a registry that is away for a while takes nothing away, and is told") {
  Fixture f;
  Promote(f.registry, XgboostModel(3, 2, 5).Candidate("m"));
  f.follower.Poll(kNow);
  const std::string folder = f.registry.directory();
  f.told.clear();
  std::filesystem::rename(folder, folder + "-away");
  for (int i = 0; i < 2; ++i) f.follower.Poll(kNow);
  CHECK(f.Champion() == 1);
  CHECK(f.failed_reads == 2);
  std::filesystem::rename(folder + "-away", folder);
  f.follower.Poll(kNow);
  CHECK(f.Champion() == 1);
  CHECK(f.told == std::vector<std::string>{"unreadable", "readable"});
  CHECK(f.failed_reads == 2);
}

TEST_CASE("a rollback serves the version that is still loaded, without loading it again") {
  Fixture f;
  const XgboostModel trained(3, 2, 5);
  Promote(f.registry, trained.Candidate("m"));
  f.follower.Poll(kNow);
  Promote(f.registry, trained.Candidate("m"));
  f.follower.Poll(kNow);
  f.told.clear();
  REQUIRE(f.registry.Rollback("m", "test", "worse in the field").ok());
  f.follower.Poll(kNow);
  CHECK(f.Champion() == 1);
  CHECK(f.told == std::vector<std::string>{"champion at 1", "previous at 2"});
}

TEST_CASE("who holds a model keeps it through the swap and the unload") {
  Fixture f;
  const XgboostModel trained(3, 2, 5);
  Promote(f.registry, trained.Candidate("m"));
  f.follower.Poll(kNow);
  const auto held = f.store.Find({.model = "m"});
  REQUIRE(held.ok());
  for (int i = 0; i < 2; ++i) Promote(f.registry, trained.Candidate("m"));
  f.follower.Poll(kNow);
  CHECK(f.Champion() == 3);
  CHECK((*held)->manifest().version == 1);
  std::vector<float> scores(3);
  (*held)->Score(RandomRows(1, 1), absl::MakeSpan(scores));
  CHECK(scores == trained.Scores(RandomRows(1, 1)));
}

}  // namespace
}  // namespace yachay::inference
