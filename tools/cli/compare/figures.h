#ifndef CLI_COMPARE_FIGURES_H_
#define CLI_COMPARE_FIGURES_H_

#include <string>
#include <vector>

#include "cli/compare/compare.h"

namespace yachay::compare {

// A figure with its 95 % interval: percentiles of a bootstrap over children, the same ones drawn for every
// policy.
struct Figure {
  double value = 0;
  double low = 0;
  double high = 0;
};

struct PolicyFigures {
  std::string policy;
  Figure mastered_per_hour;      // lessons newly mastered and not forgotten, by hours played
  Figure mastered;               // the same by child
  Figure hours;                  // by child
  Figure retention;              // share that played in the last week, 0 to 1
  Figure megabytes_per_mastery;  // of children on 2g or slower
};

// Where another policy does better than the last one ("ours") beyond chance.
struct Loss {
  std::string where;   // "all", "2g", "strong starters", …
  std::string figure;  // "mastered per hour", …
  std::string policy;
  double ours = 0;
  double other = 0;
};

struct Summary {
  std::vector<PolicyFigures> policies;
  PolicyFigures clairvoyant;   // no policy: it sees what the child knows
  std::string best_other;      // by mastered per hour
  std::vector<Figure> ratios;  // of mastered per hour, ours to each other policy, in their order
  std::vector<Loss> losses;
};

// The last policy is ours. Pure; `seed` draws the bootstrap.
Summary Summarise(const Run& run, std::uint64_t seed, int draws = 1000);

}  // namespace yachay::compare

#endif  // CLI_COMPARE_FIGURES_H_
