#include "gamification/ranking.h"

#include <algorithm>
#include <random>

#include "testing/catch.h"

namespace yachay::gamification {

TEST_CASE("a rank is one more than those with more points, whatever the order they came in") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<Ranked> entries;
    const std::size_t size = 1 + random() % 20;
    for (std::size_t i = 0; i < size; ++i)
      entries.push_back({"l" + std::to_string(i), static_cast<std::int64_t>(random() % 6)});
    auto ranked = entries;
    Rank(ranked);
    std::shuffle(entries.begin(), entries.end(), random);
    Rank(entries);
    REQUIRE(entries == ranked);
    for (const Ranked& entry : ranked) {
      const auto better = std::count_if(ranked.begin(), ranked.end(),
                                        [&](const Ranked& other) { return other.points > entry.points; });
      REQUIRE(entry.rank == better + 1);
    }
  }
}

TEST_CASE("around me: always me, without gaps, as many as asked, and in the middle unless the end is near") {
  for (std::size_t size = 1; size <= 12; ++size) {
    std::vector<Ranked> ranked;
    for (std::size_t i = 0; i < size; ++i)
      ranked.push_back({"l" + std::to_string(i), static_cast<std::int64_t>(100 - i)});
    Rank(ranked);
    for (std::size_t index = 0; index < size; ++index) {
      for (std::size_t count = 1; count <= 14; ++count) {
        const auto around = Around(ranked, index, count);
        REQUIRE(around.size() == std::min(count, size));
        const auto me = std::find(around.begin(), around.end(), ranked[index]);
        REQUIRE(me != around.end());
        for (std::size_t i = 1; i < around.size(); ++i) REQUIRE(around[i].rank == around[i - 1].rank + 1);
        const auto above = static_cast<std::size_t>(me - around.begin());
        const std::size_t below = around.size() - 1 - above;
        const bool at_top = around.front().rank == 1;
        const bool at_bottom = around.back().rank == static_cast<std::int32_t>(size);
        if (!at_top && !at_bottom) REQUIRE((below == above || below == above + 1));
        if (at_top && !at_bottom) REQUIRE(above <= below);
        if (at_bottom && !at_top) REQUIRE(below <= above + 1);
      }
    }
  }
}

}  // namespace yachay::gamification
