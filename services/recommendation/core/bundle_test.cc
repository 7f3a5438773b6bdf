#include "core/bundle.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

EntryPtr Item(const std::string& id, const std::string& skill, std::vector<std::string> needs) {
  Content content{
      .id = id, .title = id, .skills = {skill}, .prerequisites = std::move(needs), .language = "es"};
  content.expected_seconds = 100;
  content.difficulty = -1.2;
  content.variants = {{"t", delivery::VariantKind::kText, 20'000, 64, {}, std::string(64, 'a')},
                      {"h", delivery::VariantKind::kHigh, 9'000'000, 64}};
  return std::make_shared<const CatalogEntry>(CatalogEntry{.content = content, .published = true});
}

Entries Stock() {
  Entries entries;
  for (int i = 0; i < 4; ++i) {
    entries.push_back(Item(absl::StrCat("add-", i), "addition", {}));
    entries.push_back(Item(absl::StrCat("mul-", i), "multiplication", {"addition"}));
    entries.push_back(Item(absl::StrCat("alg-", i), "algebra", {"calculus"}));  // nobody teaches that
  }
  return entries;
}

Request On2g() {
  Request request;
  request.now_ms = 1'700'000'000'000;
  request.rtt_ms = 1500;
  request.downlink_kbps = 60;
  return request;
}

Bundle Plan(const BundleRequest& budgets, const Request& request = On2g()) {
  static const Entries entries = Stock();
  static const Shelf shelf(entries);
  auto bundle = PlanBundle(shelf, {}, request, budgets, {});
  REQUIRE(bundle.ok());
  return *std::move(bundle);
}

TEST_CASE("a bundle keeps its budgets, and what needs a skill comes after what teaches it") {
  const Bundle bundle = Plan({.bytes = 9'200'000, .done = {}});
  CHECK(bundle.gap == 0);
  CHECK(bundle.items.size() == 8);
  CHECK(bundle.bytes <= 9'200'000);
  std::int64_t bytes = 0;
  std::set<std::string> taught;
  for (const BundledItem& item : bundle.items) {
    for (const std::string& needed : item.entry->content.prerequisites) CHECK(taught.count(needed) == 1);
    taught.insert(item.entry->content.skills[0]);
    bytes += item.entry->content.variants[item.variant].bytes;
  }
  CHECK(bytes == bundle.bytes);
}

TEST_CASE("the time on a slow connection and the battery bind as well") {
  // A text takes 1.5 s and 20 kB at 60 kbit/s: 4.167 s.
  const Bundle quick = Plan({.download_ms = 9'000, .done = {}});
  CHECK(quick.items.size() == 2);
  CHECK(quick.download_ms == 2 * 4167);
  // Playing takes 90 J, fetching a text 0.72 J.
  const Bundle dim = Plan({.battery_mj = 280'000, .done = {}});
  CHECK(dim.items.size() == 3);
}

TEST_CASE("who goes on after an interruption is told the rest of the same bundle") {
  const Bundle whole = Plan({.bytes = 100'000, .done = {}});
  REQUIRE(whole.items.size() == 5);
  BundleRequest rest{.bytes = 100'000 - 2 * 20'000, .done = {}};
  for (int i = 0; i < 2; ++i) {
    const Content& content = whole.items[static_cast<std::size_t>(i)].entry->content;
    rest.done[{content.id, "t"}] = std::string(64, 'a');
  }
  const Bundle again = Plan(rest);
  REQUIRE(again.items.size() == whole.items.size());
  std::set<std::string> ids;
  int done = 0;
  for (const BundledItem& item : whole.items) ids.insert(item.entry->content.id);
  for (const BundledItem& item : again.items) {
    CHECK(ids.count(item.entry->content.id) == 1);
    done += item.done ? 1 : 0;
  }
  CHECK(done == 2);
  CHECK(again.bytes == 60'000);
}

TEST_CASE("a part with another etag is fetched again; offline there is what is there") {
  BundleRequest stale{.bytes = 20'000, .done = {{{"add-0", "t"}, "size-7"}}};
  for (const BundledItem& item : Plan(stale).items) CHECK_FALSE(item.done);
  Request offline = On2g();
  offline.downlink_kbps = 0;
  stale.done = {{{"add-0", "t"}, std::string(64, 'a')}};
  const Bundle bundle = Plan(stale, offline);
  REQUIRE(bundle.items.size() == 1);
  CHECK(bundle.items[0].done);
  CHECK(bundle.bytes == 0);
}

}  // namespace
}  // namespace yachay::recommendation
