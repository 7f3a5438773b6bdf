#include "features/number_map.h"

#include "testing/catch.h"

namespace yachay::features {
namespace {

TEST_CASE("entries stand by name in whatever order they come, and the first of a name stays") {
  NumberMap map;
  for (const auto& [name, number] :
       {NumberMap::Entry{"b", 2}, {"d", 4}, {"a", 1}, {"c", 3}, {"d", 5}, {"a", 6}})
    map.Add(name, number);
  CHECK(map.size() == 4);
  CHECK(map == NumberMap{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
  CHECK(map.begin()->first == "a");
  CHECK(map.at("c") == 3);
  CHECK_THROWS_AS(map.at("bb"), std::out_of_range);
  CHECK_THROWS_AS(map.at("e"), std::out_of_range);
}

}  // namespace
}  // namespace yachay::features
