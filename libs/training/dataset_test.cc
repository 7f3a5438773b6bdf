#include "training/dataset.h"

#include <algorithm>

#include "testing/catch.h"

namespace yachay::training {
namespace {

Dataset Rows(int count, int first = 0) {
  Dataset data;
  data.schema = {"id", "level", {"High", "Low", "Medium"}, {{"x"}}};
  for (int i = first; i < first + count; ++i) {
    data.ids.push_back("learner-" + std::to_string(i));
    data.values.push_back(static_cast<float>(i));
    data.labels.push_back(i % 10 == 0 ? 0 : i % 2 + 1);
  }
  return data;
}

TEST_CASE("the split takes the same share of every class") {
  const Dataset data = Rows(1000);
  const auto mask = HeldOutMask(data, 0.2, 1);
  std::vector<int> held(3);
  for (size_t r = 0; r < data.rows(); ++r) held[data.labels[r]] += mask[r];
  CHECK(held == std::vector<int>{20, 80, 100});
}

TEST_CASE("the seed decides, and nothing else") {
  const Dataset data = Rows(1000);
  CHECK(HeldOutMask(data, 0.2, 1) == HeldOutMask(data, 0.2, 1));
  CHECK(HeldOutMask(data, 0.2, 1) != HeldOutMask(data, 0.2, 2));
}

TEST_CASE("rows mostly keep their side when others come") {
  const auto before = HeldOutMask(Rows(1000), 0.2, 1);
  const auto after = HeldOutMask(Rows(1100), 0.2, 1);
  int moved = 0;
  for (size_t r = 0; r < before.size(); ++r) moved += before[r] != after[r] ? 1 : 0;
  CHECK(moved < 50);
}

TEST_CASE("equal rows never stand on both sides") {
  Dataset data = Rows(200);
  Append(Rows(200), data);
  const auto mask = HeldOutMask(data, 0.2, 3);
  for (size_t r = 0; r < 200; ++r) REQUIRE(mask[r] == mask[r + 200]);
  data.schema.id.clear();
  const auto by_values = HeldOutMask(data, 0.2, 3);
  for (size_t r = 0; r < 200; ++r) REQUIRE(by_values[r] == by_values[r + 200]);
}

TEST_CASE("a class of two rows gives one to each side") {
  Dataset data = Rows(2, 10);
  data.labels = {1, 1};
  const auto mask = HeldOutMask(data, 0.2, 1);
  CHECK(mask[0] + mask[1] == 1);
}

TEST_CASE("a side keeps order, ids, weights") {
  Dataset data = Rows(4);
  data.weights = {1, 2, 3, 4};
  const Dataset side = Where(data, {0, 1, 0, 1}, 1);
  CHECK(side.ids == std::vector<std::string>{"learner-1", "learner-3"});
  CHECK(side.values == std::vector<float>{1, 3});
  CHECK(side.weights == std::vector<float>{2, 4});
}

TEST_CASE("appending fills what one side has not") {
  Dataset data = Rows(2);
  Dataset more = Rows(1);
  more.weights = {3};
  more.held_out = {1};
  Append(more, data);
  Append(Rows(1), data);
  CHECK(data.weights == std::vector<float>{1, 1, 3, 1});
  CHECK(data.held_out == std::vector<uint8_t>{0, 0, 1, 0});
  CHECK(data.values == std::vector<float>{0, 1, 0, 0});
}

}  // namespace
}  // namespace yachay::training
