#include "core/ranking.h"

#include <algorithm>

namespace yachay::recommendation {
namespace {

const Content& ContentOf(const Scored& scored) { return scored.candidate.entry->content; }

bool Shares(const Content& a, const Content& b) {
  return std::any_of(a.skills.begin(), a.skills.end(), [&](const std::string& skill) {
    return std::find(b.skills.begin(), b.skills.end(), skill) != b.skills.end();
  });
}

void Charge(std::vector<Scored>& left, const Content& taken, double cost) {
  for (Scored& scored : left) {
    if (Shares(ContentOf(scored), taken)) scored.score -= cost;
  }
}

std::vector<Choice> Choices(const std::vector<Scored>& best, absl::Span<const double> chances) {
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    if (chances[i] > 0) choices.push_back({best[i], chances[i]});
  }
  return choices;
}

void SortBest(std::vector<Scored>& scored, std::size_t best) {
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(best), scored.end(), Better);
}

}  // namespace

bool Better(const Scored& a, const Scored& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.candidate.item < b.candidate.item;
}

Ranked Rank(std::vector<Scored> scored, std::size_t count, const std::string& seed, const Policy& policy) {
  const std::size_t pool = std::min(scored.size(), std::max(policy.pool, count));
  SortBest(scored, pool);
  scored.resize(pool);
  Chance chance(seed);
  Ranked ranked;
  while (ranked.placed.size() < count && !scored.empty()) {
    const std::size_t explored = std::clamp<std::size_t>(policy.explored, 1, scored.size());
    SortBest(scored, explored);
    const std::vector<double> chances = PlaceChances(absl::MakeConstSpan(scored).first(explored), policy);
    if (ranked.placed.empty()) ranked.first_choices = Choices(scored, chances);
    const std::size_t index = IndexAt(chances, chance.Next());
    ranked.placed.push_back({.scored = scored[index],
                             .score = scored[index].score,
                             .propensity = chances[index],
                             .explored = index != 0});
    scored.erase(scored.begin() + static_cast<std::ptrdiff_t>(index));
    Charge(scored, ContentOf(ranked.placed.back().scored), policy.same_skill_cost);
  }
  return ranked;
}

}  // namespace yachay::recommendation
