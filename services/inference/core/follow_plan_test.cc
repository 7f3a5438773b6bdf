#include "core/follow_plan.h"

#include "testing/catch.h"

namespace yachay::inference {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
const FollowOptions kOptions{};

TEST_CASE("a first champion is loaded and then served") {
  const RegistryView registry{{"engagement", {{"champion", 1}}}};
  Held held;
  CHECK(PlanLoads(registry, held, kNow, kOptions) == std::vector<VersionKey>{{"engagement", 1}});

  held.ready.insert({"engagement", 1});
  CHECK(PlanLoads(registry, held, kNow, kOptions).empty());
  const Placement placement = Place(registry, held);
  CHECK(placement.serving.at("engagement") == Aliases{{"champion", 1}});
  CHECK(placement.unload.empty());
}

TEST_CASE("two aliases of one version load it once") {
  const RegistryView registry{{"m", {{"champion", 2}, {"challenger", 2}, {"previous", 1}}}};
  CHECK(PlanLoads(registry, {}, kNow, kOptions) == std::vector<VersionKey>{{"m", 1}, {"m", 2}});
}

TEST_CASE("a refused champion leaves the old one in its place, and is not tried at once again") {
  const RegistryView registry{{"m", {{"champion", 2}}}};
  Held held{.ready = {{"m", 1}}, .refused = {{{"m", 2}, kNow}}, .serving = {{"m", {{"champion", 1}}}}};
  const Placement placement = Place(registry, held);
  CHECK(placement.serving.at("m") == Aliases{{"champion", 1}});
  CHECK(placement.unload.empty());
  CHECK(PlanLoads(registry, held, kNow + absl::Seconds(29), kOptions).empty());
  CHECK(PlanLoads(registry, held, kNow + absl::Seconds(30), kOptions) == std::vector<VersionKey>{{"m", 2}});
}

TEST_CASE("a refused first version is served under no alias") {
  const RegistryView registry{{"m", {{"champion", 1}}}};
  const Held held{.ready = {}, .refused = {{{"m", 1}, kNow}}, .serving = {}};
  CHECK(Place(registry, held).serving.at("m").empty());
}

TEST_CASE("a version that no alias names any more is let go, ready or refused") {
  const RegistryView registry{{"m", {{"champion", 3}}}};
  const Held held{.ready = {{"m", 1}, {"m", 3}},
                  .refused = {{{"m", 2}, kNow}},
                  .serving = {{"m", {{"champion", 1}, {"challenger", 1}}}}};
  const Placement placement = Place(registry, held);
  CHECK(placement.serving.at("m") == Aliases{{"champion", 3}});
  CHECK(placement.unload == std::vector<VersionKey>{{"m", 1}, {"m", 2}});
}

TEST_CASE("a model that cannot be read keeps what it serves, while another moves on") {
  const RegistryView registry{{"other", {{"champion", 1}}}};
  const Held held{.ready = {{"m", 7}, {"other", 1}}, .refused = {}, .serving = {{"m", {{"champion", 7}}}}};
  const Placement placement = Place(registry, held);
  CHECK(placement.serving.at("m") == Aliases{{"champion", 7}});
  CHECK(placement.serving.at("other") == Aliases{{"champion", 1}});
  CHECK(placement.unload.empty());
}

TEST_CASE("a promotion that was rolled back returns to the version that is still held") {
  Held held{
      .ready = {{"m", 1}, {"m", 2}}, .refused = {}, .serving = {{"m", {{"champion", 2}, {"previous", 1}}}}};
  const RegistryView registry{{"m", {{"champion", 1}, {"previous", 2}}}};
  CHECK(PlanLoads(registry, held, kNow, kOptions).empty());
  CHECK(Place(registry, held).serving.at("m") == Aliases{{"champion", 1}, {"previous", 2}});
}

}  // namespace
}  // namespace yachay::inference
