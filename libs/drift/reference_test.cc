#include "drift/reference.h"

#include <limits>
#include <random>

#include "drift/window.h"
#include "testing/catch.h"

namespace yachay::drift {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::vector<Column> Two() {
  return {{.name = "Age",
           .kind = ColumnKind::kNumber,
           .numbers = {0.1, 0.1, kMissing, -0.0, 1e300},
           .categories = {}},
          {.name = "Genre",
           .kind = ColumnKind::kCategory,
           .numbers = {},
           .categories = {"RPG", "", "a\"b", "RPG", "ñ"}}};
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST_CASE("A reference reads back what it wrote, bit for bit") {
  const auto reference = Reference::FromColumns(Two());
  REQUIRE(reference.ok());
  const auto again = Reference::FromJson(reference->ToJson());
  REQUIRE(again.ok());
  CHECK(again->ToJson() == reference->ToJson());
  CHECK(again->rows() == 5);
  CHECK(again->Find("Age")->Numbers() == Counts<double>{{0.0, 1}, {0.1, 2}, {1e300, 1}});
  CHECK(again->Find("Age")->missing() == 1);
  CHECK(again->Find("Genre")->Categories() == Counts<std::string>{{"RPG", 2}, {"a\"b", 1}, {"ñ", 1}});
  CHECK(again->Find("Level") == nullptr);
}

TEST_CASE("Thirty thousand different numbers are kept exactly") {
  Column column{.name = "x", .kind = ColumnKind::kNumber, .numbers = {}, .categories = {}};
  for (int i = 0; i < 30'000; ++i) column.numbers.push_back(i / 7.0);
  const auto again = Reference::FromJson(Reference::FromColumns({column})->ToJson());
  REQUIRE(again.ok());
  CHECK(again->Find("x")->distinct() == 30'000);
  CHECK(again->Find("x")->error() == 0);
  CHECK(again->Find("x")->Numbers()[12'345].first == 12'345 / 7.0);
}

TEST_CASE("Columns that make no reference are refused by name") {
  CHECK_FALSE(Reference::FromColumns({}).ok());
  auto columns = Two();
  columns[1].categories.pop_back();
  CHECK(Message(Reference::FromColumns(columns).status()) == "Genre: has 4 rows, expected 5");
  columns = Two();
  columns[1].name = "Age";
  CHECK(Message(Reference::FromColumns(columns).status()) == "Age: there are two columns of this name");
}

TEST_CASE("A file that is cut off or wrong is refused, wherever it is cut") {
  const std::string json = Reference::FromColumns(Two())->ToJson();
  for (size_t size = 0; size + 2 < json.size(); ++size) {
    CHECK_FALSE(Reference::FromJson(std::string_view(json).substr(0, size)).ok());
  }
  std::string other = json;
  other.replace(other.find("\"counts\":[1"), 11, "\"counts\":[0");
  CHECK(Message(Reference::FromJson(other).status()).find("columns[0] (Age).values[0]") == 0);
  CHECK(Message(Reference::FromJson("{\"format\":\"x\"}").status()).find("format: expected") == 0);
  CHECK(Message(Window::FromJson(json).status()).find("format: expected") == 0);
}

TEST_CASE("A window takes rows in the reference's order and refuses what does not fit") {
  const auto reference = Reference::FromColumns(Two());
  Window window = Window::Like(*reference);
  REQUIRE(window.Add({Value(12.0), Value(std::string("RPG"))}).ok());
  REQUIRE(window.Add({Value(), Value(std::string())}).ok());
  CHECK(window.rows() == 2);
  CHECK(window.Find("Age")->missing() == 1);
  CHECK(window.Find("Genre")->missing() == 1);
  CHECK(Message(window.Add({Value(std::string("12")), Value(std::string("RPG"))})) ==
        "Age: expected a number");
  CHECK(Message(window.Add({Value(1.0)})) == "a row of 1 values, expected 2");
  CHECK(window.rows() == 2);
  CHECK(window.Find("Genre")->present() == 1);
}

TEST_CASE("How much the model listens to a column is kept with the reference") {
  auto reference = Reference::FromColumns(Two());
  reference->set_sensitivity({{"Age", 0.25}});
  CHECK(Reference::FromJson(reference->ToJson())->sensitivity() == reference->sensitivity());
  std::string json = reference->ToJson();
  json.replace(json.find("0.25"), 4, "1.25");
  CHECK(Message(Reference::FromJson(json).status()) == "sensitivity.Age: expected a share, 0 to 1");
}

TEST_CASE("Windows that were merged equal one window over all rows") {
  const auto all = Window::FromColumns(Two());
  auto first = Two();
  auto second = Two();
  first[0].numbers.resize(2);
  first[1].categories.resize(2);
  second[0].numbers.erase(second[0].numbers.begin(), second[0].numbers.begin() + 2);
  second[1].categories.erase(second[1].categories.begin(), second[1].categories.begin() + 2);
  Window merged = *Window::FromColumns(second);
  REQUIRE(merged.Merge(*Window::FromColumns(first)).ok());
  CHECK(merged.ToJson() == all->ToJson());
  CHECK(Window::FromJson(merged.ToJson())->ToJson() == all->ToJson());
  CHECK_FALSE(merged.Merge(*Window::FromColumns({Two()[0]})).ok());
  CHECK(merged.rows() == 5);
}

TEST_CASE("Beyond its bound a column keeps fewer bits and says by how much values moved") {
  ColumnCounts counts("x", ColumnKind::kNumber, /*max_distinct=*/100);
  double moved = 0;
  for (int i = 1; i <= 1000; ++i) counts.Add(i / 3.0);
  CHECK(counts.distinct() <= 100);
  CHECK(counts.present() == 1000);
  for (int i = 1; i <= 1000; ++i) {
    double nearest = 1e9;
    for (const auto& [value, times] : counts.Numbers()) {
      if (value <= i / 3.0) nearest = std::min(nearest, i / 3.0 - value);
    }
    moved = std::max(moved, nearest);
  }
  CHECK(moved > 0);
  CHECK(moved <= counts.error());
}

TEST_CASE("However rows are dealt to shards, merged shards equal the whole, within the bound and beyond it") {
  std::mt19937_64 random(11);
  for (const int64_t bound : {int64_t{5000}, ColumnCounts::kMaxDistinct}) {
    for (int round = 0; round < 20; ++round) {
      ColumnCounts whole("x", ColumnKind::kNumber, bound);
      std::vector<ColumnCounts> shards(1 + random() % 5, whole);
      for (int i = 0; i < 9000; ++i) {
        const double value = std::exp(static_cast<double>(random() % 100'000) / 5000.0) - 7;
        whole.Add(value);
        shards[random() % shards.size()].Add(value);
      }
      std::shuffle(shards.begin(), shards.end(), random);
      ColumnCounts merged("x", ColumnKind::kNumber, bound);
      for (const ColumnCounts& shard : shards) REQUIRE(merged.Merge(shard).ok());
      CHECK(merged.Numbers() == whole.Numbers());
      CHECK(merged.dropped_bits() == whole.dropped_bits());
      CHECK((whole.dropped_bits() > 0) == (bound == 5000));
    }
  }
}

TEST_CASE("A column that is filled at once equals one that is filled value by value") {
  std::mt19937_64 random(5);
  for (const int64_t bound : {int64_t{100}, ColumnCounts::kMaxDistinct}) {
    std::vector<double> values = {0.0,    -0.0,  kMissing, std::numeric_limits<double>::infinity(),
                                  -1e300, 5e-324};
    for (int i = 0; i < 2000; ++i) values.push_back(static_cast<double>(random() % 700) / 7 - 50);
    ColumnCounts one("x", ColumnKind::kNumber, bound);
    for (const double value : values) one.Add(value);
    ColumnCounts all("x", ColumnKind::kNumber, bound);
    all.AddAll(values);
    CHECK(all.missing() == 2);
    CHECK(all.Numbers() == one.Numbers());
    CHECK(all.distinct() == one.distinct());
    all.AddAll({7, 7, 0.25});
    for (const double value : {7.0, 7.0, 0.25}) one.Add(value);
    CHECK(all.Numbers() == one.Numbers());
    CHECK(all.rows() == one.rows());
  }
}

TEST_CASE("Beyond its bound a column of categories counts the rest as other") {
  ColumnCounts counts("x", ColumnKind::kCategory, /*max_distinct=*/2);
  for (const char* value : {"a", "b", "c", "d", "a"}) counts.Add(std::string_view(value));
  CHECK(counts.Categories() == Counts<std::string>{{"(other)", 2}, {"a", 2}, {"b", 1}});
}

}  // namespace
}  // namespace yachay::drift
