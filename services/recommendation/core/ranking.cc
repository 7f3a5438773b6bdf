#include "core/ranking.h"

#include <algorithm>
#include <cstdint>

namespace yachay::recommendation {
namespace {

// SplitMix64 over an FNV-1a hash of the seed: the same everywhere, unlike the standard distributions.
class Chance {
 public:
  explicit Chance(const std::string& seed) {
    for (const char c : seed) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  // 0 to below 1.
  double Next() { return static_cast<double>(Bits() >> 11U) * 0x1.0p-53; }
  // 0 to below n.
  std::size_t Below(std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(Next() * static_cast<double>(n)));
  }

 private:
  std::uint64_t Bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_ = 0xCBF29CE484222325ULL;
};

const Content& ContentOf(const Scored& scored) { return scored.candidate.entry->content; }

bool Shares(const Content& a, const Content& b) {
  return std::any_of(a.skills.begin(), a.skills.end(), [&](const std::string& skill) {
    return std::find(b.skills.begin(), b.skills.end(), skill) != b.skills.end();
  });
}

bool Better(const Scored& a, const Scored& b) {
  if (a.score != b.score) return a.score > b.score;
  return ContentOf(a).id < ContentOf(b).id;
}

void Charge(std::vector<Scored>& left, const Content& taken, double cost) {
  for (Scored& scored : left) {
    if (Shares(ContentOf(scored), taken)) scored.score -= cost;
  }
}

// The place that is taken of the best k, in order, and how likely that was.
Placed Draw(const std::vector<Scored>& left, std::size_t k, double exploration, Chance& chance,
            std::size_t& index) {
  const double share = exploration / static_cast<double>(k);
  index = chance.Next() < exploration ? chance.Below(k) : 0;
  const double propensity = index == 0 ? 1 - exploration + share : share;
  return {
      .scored = left[index], .score = left[index].score, .propensity = propensity, .explored = index != 0};
}

}  // namespace

std::vector<Placed> Rank(std::vector<Scored> scored, std::size_t count, const std::string& seed,
                         const Policy& policy) {
  const std::size_t pool = std::min(scored.size(), std::max(policy.pool, count));
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(pool), scored.end(), Better);
  scored.resize(pool);
  Chance chance(seed);
  std::vector<Placed> placed;
  while (placed.size() < count && !scored.empty()) {
    const std::size_t k = std::clamp<std::size_t>(policy.explored, 1, scored.size());
    std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(k), scored.end(), Better);
    std::size_t index = 0;
    placed.push_back(Draw(scored, k, std::clamp(policy.exploration, 0.0, 1.0), chance, index));
    scored.erase(scored.begin() + static_cast<std::ptrdiff_t>(index));
    Charge(scored, ContentOf(placed.back().scored), policy.same_skill_cost);
  }
  return placed;
}

}  // namespace yachay::recommendation
