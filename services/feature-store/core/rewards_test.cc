#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "core/definitions.h"
#include "core/state_store.h"
#include "features/test_events.h"
#include "gamification/codec.h"
#include "testing/catch.h"
#include "yachay/gamification/v1/rewards.pb.h"

namespace yachay::feature_store {
namespace {

using gamification::Grant;

const Definitions& Defined() {
  static const Definitions definitions = *LoadDefinitions("", "");
  return definitions;
}

// Every event of five learners, many twice; none is late by more than 20 days.
std::vector<LogRecord> MakeLog(std::uint64_t seed) {
  std::vector<LogRecord> log;
  std::mt19937_64 random(seed);
  auto all = features::RandomEvents(seed, 500, 20);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].learner_id = absl::StrCat("l-", i % 5);
    all[i].received_at_ms = features::kT0 + 21 * events::kDayMs;
  }
  const std::size_t once = all.size();
  for (std::size_t i = 0; i < once; i += 3) all.push_back(all[i]);
  std::shuffle(all.begin(), all.end(), random);
  for (auto& event : all) log.push_back({0, static_cast<std::int64_t>(log.size()), std::move(event)});
  return log;
}

// A store that dies between telling and storing, or after either, whenever the dice say so.
class Mortal {
 public:
  explicit Mortal(const std::string& path) : path_(path) {
    std::filesystem::remove_all(path);
    Rise();
  }
  void ApplyAll(const std::vector<LogRecord>& log, std::mt19937_64& dice) {
    while (static_cast<std::size_t>(store_->NextOffset(0)) < log.size()) {
      const auto next = static_cast<std::size_t>(store_->NextOffset(0));
      const auto batch = absl::MakeConstSpan(log).subspan(next, 1 + dice() % 40);
      const bool dies = dice() % 3 == 0;
      const absl::Status status =
          store_
              ->Apply(batch,
                      [&](absl::Span<const Grant> grants) {
                        told.insert(told.end(), grants.begin(), grants.end());
                        return dies ? absl::UnavailableError("killed") : absl::OkStatus();
                      })
              .status();
      if (dies) Rise();
      if (!dies) REQUIRE(status.ok());
    }
  }
  features::LearnerState Read(const std::string& learner) {
    return (*store_->Read(std::vector<std::string>{learner}))[0].value_or(features::LearnerState());
  }
  StateStore& store() { return *store_; }
  std::vector<Grant> told;

 private:
  void Rise() {
    store_.reset();
    kv_.reset();
    kv_ = *kv::Store::Open(path_, {});
    store_ = *StateStore::Open(*kv_, Defined().rules(), {.erasure_salt = "s"});
  }
  const std::string path_;
  std::unique_ptr<kv::Store> kv_;
  std::unique_ptr<StateStore> store_;
};

std::string Bytes(const Grant& grant) { return gamification::ToProto(grant).SerializeAsString(); }

}  // namespace

TEST_CASE(
    "whatever dies when, the different rewards told add up to the state, and the same one is told alike") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 dice(seed);
    Mortal mortal("rewards-mortal");
    mortal.ApplyAll(MakeLog(seed), dice);
    std::map<std::string, Grant> rewards;
    std::map<std::string, std::int64_t> points;
    for (const Grant& grant : mortal.told) {
      const auto [it, first] = rewards.emplace(grant.reward_id, grant);
      REQUIRE(Bytes(it->second) == Bytes(grant));
      if (first) points[grant.learner_id] += grant.points;
    }
    REQUIRE(rewards.size() < mortal.told.size());  // some were told twice
    for (int i = 0; i < 5; ++i) {
      const std::string learner = absl::StrCat("l-", i);
      REQUIRE(points[learner] > 0);
      REQUIRE(points[learner] == mortal.Read(learner).play.points);
    }
  }
}

TEST_CASE("any order and any repetition of the same events gives the same rewards") {
  const auto log = MakeLog(9);
  std::map<std::string, gamification::Play> expected;
  for (std::uint64_t round = 0; round < 6; ++round) {
    std::mt19937_64 dice(round);
    auto shuffled = log;
    for (std::size_t i = 0; i < 100; ++i) shuffled.push_back(log[dice() % log.size()]);
    std::shuffle(shuffled.begin(), shuffled.end(), dice);
    for (std::size_t i = 0; i < shuffled.size(); ++i) shuffled[i].offset = static_cast<std::int64_t>(i);
    Mortal mortal("rewards-order");
    mortal.ApplyAll(shuffled, dice);
    for (int i = 0; i < 5; ++i) {
      const std::string learner = absl::StrCat("l-", i);
      const auto play = mortal.Read(learner).play;
      const auto [it, first] = expected.emplace(learner, play);
      REQUIRE(it->second == play);
    }
  }
}

TEST_CASE("a changed standing is told, and an erasure as forgetting") {
  const auto at = [](std::int64_t offset, events::Payload payload) {
    return LogRecord{0, offset,
                     features::MakeEvent(static_cast<std::uint64_t>(offset) + 1, features::kT0 + offset,
                                         std::move(payload))};
  };
  Mortal mortal("rewards-standing");
  const auto apply = [&](const LogRecord& record) {
    mortal.told.clear();
    REQUIRE(mortal.store()
                .Apply({{record}},
                       [&](absl::Span<const Grant> grants) {
                         mortal.told.assign(grants.begin(), grants.end());
                         return absl::OkStatus();
                       })
                .ok());
  };
  apply(at(0, events::RosterChanged{"5b", "t", "", false}));
  CHECK(mortal.told.empty());  // nothing won yet, so on no leaderboard
  apply(at(1, events::AchievementUnlocked{"a"}));
  REQUIRE(mortal.told.size() == 1);
  CHECK((mortal.told[0].points == 50 && mortal.told[0].standing.classroom_id == "5b"));
  apply(at(2, events::PreferenceSet{"leaderboard", "off"}));
  REQUIRE(mortal.told.size() == 1);
  CHECK((mortal.told[0].points == 0 && mortal.told[0].standing.opted_out));
  apply(at(3, events::PreferenceSet{"audio", "off"}));
  CHECK(mortal.told.empty());
  apply(at(4, events::RosterChanged{"5b", "t", "", true}));
  REQUIRE(mortal.told.size() == 1);
  CHECK(mortal.told[0].standing.classroom_id.empty());
  apply(at(5, events::ErasureRequested{"r"}));
  REQUIRE(mortal.told.size() == 1);
  CHECK(mortal.told[0].forgotten);
}

TEST_CASE("a withdrawn consent takes what was won") {
  Mortal mortal("rewards-consent");
  const auto withdraw = events::ConsentChanged{events::ConsentChanged::Purpose::kPersonalisation, false};
  REQUIRE(
      mortal.store()
          .Apply({{LogRecord{0, 0, features::MakeEvent(1, features::kT0, events::AchievementUnlocked{"a"})},
                   LogRecord{0, 1, features::MakeEvent(2, features::kT0 + 1, withdraw)}}},
                 [&](absl::Span<const Grant> grants) {
                   mortal.told.assign(grants.begin(), grants.end());
                   return absl::OkStatus();
                 })
          .ok());
  REQUIRE(mortal.told.size() == 2);
  CHECK(mortal.told[1].forgotten);
  CHECK(mortal.Read("learner").play.empty());
}

}  // namespace yachay::feature_store
