#include "core/erasure.h"

#include <filesystem>
#include <fstream>

#include "core/state_store.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};

std::unique_ptr<kv::Store> Fresh(const std::string& path) {
  std::filesystem::remove_all(path);
  return *kv::Store::Open(path, {});
}

LogRecord At(std::int64_t offset, std::int64_t at_ms, events::Payload payload) {
  return {2, offset, features::MakeEvent(static_cast<std::uint64_t>(offset) + 1, at_ms, std::move(payload))};
}

}  // namespace

TEST_CASE("an erasure takes the learner out and leaves a receipt under a hash") {
  auto kv = Fresh("erase");
  auto store = *StateStore::Open(*kv, kRules);
  REQUIRE(store
              ->Apply({{At(10, features::kT0, events::LevelReached{2}),
                        At(11, features::kT0, events::LevelReached{3})}})
              .ok());
  CHECK_FALSE(store->FindErasure("learner")->has_value());
  REQUIRE(store->Apply({{At(12, features::kT0 + 5, events::ErasureRequested{"r-1"})}})->erasures == 1);

  const auto receipt = *store->FindErasure("learner");
  REQUIRE(receipt.has_value());
  CHECK(receipt->request_id == "r-1");
  CHECK(receipt->requested_ms == features::kT0 + 5);
  CHECK(receipt->partition == 2);
  CHECK(receipt->offset == 12);
  CHECK(receipt->erased_events == 2);
  CHECK(receipt->dropped_events == 0);
  REQUIRE(kv->Scan("", [](std::string_view key, std::string_view value) {
              INFO(key);
              CHECK(key.find("learner") == std::string_view::npos);
              CHECK(value.find("learner") == std::string_view::npos);
              return true;
            }).ok());
}

TEST_CASE(
    "whatever comes after the erasure is dropped and counted, also after a restart and within its batch") {
  auto kv = Fresh("late");
  auto store = *StateStore::Open(*kv, kRules);
  const std::vector<LogRecord> batch = {At(0, features::kT0, events::LevelReached{2}),
                                        At(1, features::kT0 + 5, events::ErasureRequested{"r-1"}),
                                        At(2, features::kT0 + 1, events::LevelReached{9})};
  REQUIRE(store->Apply(batch)->erased == 1);
  store = *StateStore::Open(*kv, kRules);
  const auto counts = *store->Apply({{At(3, features::kT0 + 9, events::LevelReached{4}),
                                      At(4, features::kT0 + 9, events::ErasureRequested{"r-2"})}});
  CHECK(counts.erased == 2);
  CHECK(counts.applied == 0);
  CHECK_FALSE((*store->Read({"learner"}))[0].has_value());
  CHECK((*store->FindErasure("learner"))->dropped_events == 3);
  CHECK((*store->FindErasure("learner"))->request_id == "r-1");
  const PartitionPosition position = store->positions().at(2);
  CHECK(position.next_offset == 5);
  CHECK(position.applied + position.duplicates + position.dead_lettered + position.erased == 5);
}

TEST_CASE("a salt is the first line of its file") {
  const std::filesystem::path folder = "salt-file";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "salt") << "pepper\n";
  std::ofstream(folder / "empty");
  CHECK(ReadErasureSalt("").value() == "");
  CHECK(ReadErasureSalt(folder / "salt").value() == "pepper");
  for (const char* name : {"empty", "missing"})
    CHECK(absl::IsInvalidArgument(ReadErasureSalt(folder / name).status()));
}

TEST_CASE("a store keeps its salt, and refuses another") {
  auto kv = Fresh("salt");
  const std::string first = OpenErasureHash(*kv, "")->salt();
  CHECK(first.size() == 32);
  CHECK(OpenErasureHash(*kv, "")->salt() == first);
  CHECK(absl::IsFailedPrecondition(OpenErasureHash(*kv, "other").status()));

  auto named = Fresh("named-salt");
  CHECK(OpenErasureHash(*named, "pepper")->salt() == "pepper");
  CHECK((*OpenErasureHash(*named, ""))("learner") == ErasureHash("pepper")("learner"));
  CHECK(ErasureHash("pepper")("learner") != ErasureHash("salt")("learner"));
}

TEST_CASE("the record of an erasure is read as it was written, or refused") {
  const Erasure erasure{"r-1", 5, 6, 3, 1LL << 40, 7, 8};
  const std::string bytes = EncodeErasure(erasure);
  CHECK(*DecodeErasure(bytes) == erasure);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK(absl::IsDataLoss(DecodeErasure(bytes.substr(0, size)).status()));
}

TEST_CASE("positions with and without erased records are read as they were written") {
  for (const std::uint64_t erased : {0u, 3u}) {
    const PartitionPosition position{100, 60, 30, 10 - erased, erased};
    CHECK(DecodePosition(PositionKey(4), EncodePosition(position))->second == position);
  }
}

}  // namespace yachay::feature_store
