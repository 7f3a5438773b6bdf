#include "adapters/learned_files.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/shelf_cache.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr char kPath[] = "taste.json";

std::string TasteOf(int items) {
  std::vector<taste::Item> made;
  for (int i = 0; i < items; ++i) made.push_back({absl::StrCat("item-", i), 5.0, {1.0F, 0.5F}});
  return taste::Taste::Create(std::move(made), 0.1, 1).value().ToJson();
}

void Replace(const std::string& bytes) {
  std::ofstream(absl::StrCat(kPath, ".new"), std::ios::binary) << bytes;
  std::filesystem::rename(absl::StrCat(kPath, ".new"), kPath);
}

template <typename F>
void Await(F there) {
  const absl::Time end = absl::Now() + absl::Seconds(60);
  while (!there() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(2));
  REQUIRE(there());
}

TEST_CASE("a taste that was replaced is read again, and the shelf has it; a broken one changes nothing") {
  Replace(TasteOf(2));
  const auto file = *OpenTaste(kPath, absl::Milliseconds(1));
  Catalog catalog;
  ShelfCache shelves(catalog, [&] { return file->Current(); });
  const std::shared_ptr<const Shelf> before = shelves.Current();
  CHECK(before->taste()->items().size() == 2);
  CHECK(shelves.Current() == before);

  Replace(TasteOf(3));
  Await([&] { return file->Current()->items().size() == 3; });
  CHECK(shelves.Current()->taste()->items().size() == 3);
  CHECK(before->taste()->items().size() == 2);  // who still ranks by the old one may go on

  Replace("no taste");
  absl::SleepFor(absl::Milliseconds(50));
  CHECK(file->Current()->items().size() == 3);
  Replace(TasteOf(4));
  Await([&] { return file->Current()->items().size() == 4; });
}

TEST_CASE("no path is no taste; a missing or broken file stops the start") {
  CHECK((*OpenTaste(""))->Current() == nullptr);
  CHECK(absl::IsNotFound(OpenTaste("none.json").status()));
  Replace("{}");
  CHECK(absl::IsInvalidArgument(OpenTaste(kPath).status()));
}

TEST_CASE("a calibration is read as the feature store reads it") {
  Replace(R"({"version": "v", "items": {"i": 0.5}, "item_answers": {"i": 30}})");
  const auto read = (*OpenCalibration(kPath))->Current();
  CHECK(read->values.ItemDifficulty("i") == 0.5);
  CHECK(read->fingerprint == Fingerprint(read->values));
  CHECK((*OpenCalibration(""))->Current() == nullptr);
  Replace(R"({"items": {"i": "hard"}})");
  const absl::Status wrong = OpenCalibration(kPath).status();
  CHECK(absl::IsInvalidArgument(wrong));
  CHECK(absl::StrContains(wrong.message(), "--calibration taste.json"));
}

}  // namespace
}  // namespace yachay::recommendation
