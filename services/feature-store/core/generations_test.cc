#include "core/generations.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

namespace fs = std::filesystem;

std::string View(const std::string& window) {
  return absl::StrCat(
      "name: play\nowner: t\ndescription: d\nfeatures:\n"
      "  - {name: sessions, type: number, description: d, aggregate: count, event: session_started, window: ",
      window, "}\n");
}
DefinitionSources Sources(const std::string& window) { return {{{"play.yaml", View(window)}}, ""}; }
// Reads another aggregate of the same events: no state changes.
DefinitionSources Reworded() {
  return {{{"play.yaml", View("lifetime") +
                             "  - {name: any, type: number, description: new, aggregate: any, event: "
                             "session_started, window: lifetime}\n"}},
          ""};
}

std::vector<LogRecord> MakeLog() {
  std::vector<LogRecord> log;
  for (const auto& event : features::RandomEvents(3, 300, 20)) {
    const auto number = static_cast<std::int64_t>(log.size());
    log.push_back({static_cast<std::int32_t>(number % 2), number / 2, event});
  }
  return log;
}

std::string Folder(const char* name) {
  fs::remove_all(name);
  return name;
}

double Sessions(const Generations& generations, std::int32_t day) {
  const auto generation = generations.current();
  const auto states = *generation->store().Read({"learner"});
  const auto refs = *generation->definitions().views.Resolve({"play:sessions"});
  const auto value = refs[0].feature->Read(
      {*states[0], generation->definitions().calibration, features::kT0 + day * features::kDayMs});
  return std::get<double>(value.value);
}

std::size_t Folders(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) count += entry.is_directory() ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE(
    "changed definitions are folded anew beside the served ones, and take over when they have caught up") {
  const std::string folder = Folder("switch");
  const auto log = MakeLog();
  const auto all = absl::MakeConstSpan(log);
  double lifetime = 0;
  {
    auto before = *Generations::Open(folder, Sources("lifetime"));
    CHECK_FALSE(before->rebuilding());
    REQUIRE(before->Apply(all.first(200)).ok());
    lifetime = Sessions(*before, 20);
  }
  auto generations = *Generations::Open(folder, Sources("7d"));
  REQUIRE(generations->rebuilding());
  CHECK(Sessions(*generations, 20) == lifetime);  // the old ones are served
  CHECK_FALSE(*generations->Rebuild(all.first(150)));
  REQUIRE(generations->Apply(all.subspan(200, 50)).ok());  // and go on
  CHECK(Sessions(*generations, 20) > lifetime);
  CHECK_FALSE(*generations->Rebuild(all.subspan(150, 50)));
  auto held = generations->current();
  CHECK(Folders(folder) == 2);
  CHECK(*generations->Rebuild(all.subspan(200, 60)));
  CHECK_FALSE(generations->rebuilding());
  CHECK(held->store().Read({"learner"}).ok());  // a read in flight ends well
  CHECK(Folders(folder) == 2);
  held.reset();
  CHECK(Folders(folder) == 1);
  REQUIRE(generations->Apply(all.subspan(250)).ok());  // ten of them were rebuilt already

  auto other = *Generations::Open(Folder("switch-fresh"), Sources("7d"));
  REQUIRE(other->Apply(all).ok());
  CHECK(other->current()->store().positions() == generations->current()->store().positions());
  CHECK(*other->current()->store().Read({"learner"}) == *generations->current()->store().Read({"learner"}));
  CHECK(Sessions(*other, 20) == Sessions(*generations, 20));
}

TEST_CASE("a rebuild goes on after a restart, and an abandoned one is removed") {
  const std::string folder = Folder("restart");
  const auto log = MakeLog();
  const auto all = absl::MakeConstSpan(log);
  REQUIRE((*Generations::Open(folder, Sources("lifetime")))->Apply(all).ok());
  CHECK_FALSE(*(*Generations::Open(folder, Sources("28d")))->Rebuild(all.first(10)));
  CHECK_FALSE(*(*Generations::Open(folder, Sources("7d")))->Rebuild(all.first(100)));
  CHECK(Folders(folder) == 2);  // that of 28d is gone
  auto generations = *Generations::Open(folder, Sources("7d"));
  REQUIRE(generations->rebuilding());
  CHECK(*generations->Rebuild(all));
  CHECK(generations->current()->store().positions().at(0).applied == 150);
  generations.reset();
  CHECK_FALSE((*Generations::Open(folder, Sources("7d")))->rebuilding());
  CHECK(Folders(folder) == 1);
}

TEST_CASE("definitions that leave states as they are need no rebuild") {
  const std::string folder = Folder("reworded");
  REQUIRE((*Generations::Open(folder, Sources("lifetime")))->Apply(MakeLog()).ok());
  const auto generations = *Generations::Open(folder, Reworded());
  CHECK_FALSE(generations->rebuilding());
  CHECK(Sessions(*generations, 20) > 0);
  CHECK(generations->current()->definitions().views.views()[0].features.size() == 2);
}

TEST_CASE("where the served states cannot be folded on, the wanted ones are served at once") {
  const std::string folder = Folder("unreadable");
  auto before = *Generations::Open(folder, Sources("lifetime"));
  const std::string hash = before->current()->hash();
  before.reset();
  {
    kv::WriteBatch damage;
    damage.Put("definitions", EncodeSources(Sources("28d")));
    REQUIRE((*kv::Store::Open(folder + "/" + hash, {}))->Write(damage).ok());
  }
  absl::Status why_not;
  const auto generations = *Generations::Open(folder, Sources("7d"), {}, &why_not);
  CHECK(absl::IsUnimplemented(why_not));
  CHECK_FALSE(generations->rebuilding());
  CHECK(generations->NextOffset(0) == 0);
  CHECK(Folders(folder) == 1);
}

TEST_CASE("two processes do not share a folder") {
  const std::string folder = Folder("twice");
  const auto first = *Generations::Open(folder, Sources("7d"));
  CHECK(absl::IsFailedPrecondition(Generations::Open(folder, Sources("7d")).status()));
  CHECK(absl::IsFailedPrecondition(
      Generations::Open(folder, Sources("28d")).status()));  // with other definitions too
  CHECK(fs::exists(folder + "/" + first->current()->hash()));
}

TEST_CASE("changed consent is folded anew, by the salt that the erasures have") {
  const std::string folder = Folder("consent");
  auto sources = Sources("lifetime");
  auto log = MakeLog();
  log[20].event->payload = events::ErasureRequested{"r-1"};
  std::string salt;
  {
    const auto before = *Generations::Open(folder, sources);
    REQUIRE(before->Apply(log).ok());
    salt = before->current()->store().erasure_hash().salt();
  }
  sources.consent = features::ConsentRule::kRequired;
  const auto generations = *Generations::Open(folder, sources);
  REQUIRE(generations->rebuilding());
  CHECK(*generations->Rebuild(log));
  CHECK(generations->current()->store().erasure_hash().salt() == salt);
  CHECK((*generations->current()->store().FindErasure("learner"))->dropped_events > 0);
  CHECK(DecodeSources(EncodeSources(sources))->consent == features::ConsentRule::kRequired);
}

}  // namespace yachay::feature_store
