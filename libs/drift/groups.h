// How a classifier does for the rows of groups, such as Gender = Female, and how far their error rates lie
// apart.
#ifndef DRIFT_GROUPS_H_
#define DRIFT_GROUPS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "drift/performance.h"

namespace yachay::drift {

struct GroupQuality {
  std::string column;
  std::string group;
  std::optional<Quality> estimated;
  std::optional<Quality> real;
};

// The groups of a column with the greatest and the least real error rate.
struct GroupGap {
  std::string column;
  std::string worst;
  std::string best;
  Figure gap;  // worst less best, 0 to 1
};

inline constexpr int64_t kLeastGapRows = 30;  // labelled; groups with fewer are not compared

// By column, for those with two groups or more that have kLeastGapRows. The interval is Newcombe's hybrid
// score interval (1998, method 10), from both rates' Wilson intervals. It is of two groups that were named
// beforehand: the widest of many gaps is above 0 more often than the interval says.
std::vector<GroupGap> GapsOf(const std::vector<GroupQuality>& groups);

// Figures by column and value; at most kMost of them, the first that come. Merged shards equal the whole
// while there are no more. Not thread-safe.
class GroupFigures {
 public:
  static constexpr size_t kMost = 50;
  using Key = std::pair<std::string, std::string>;  // column and value

  // As Performance::Add; a row of other classes than the group's is passed over.
  void Add(const Key& key, absl::Span<const float> probabilities, std::optional<size_t> label = std::nullopt);
  void Merge(const GroupFigures& other);
  // Adds one group's figures.
  void Merge(const Key& key, const Performance& figures);

  const std::map<Key, Performance>& all() const { return figures_; }
  std::vector<GroupQuality> Qualities() const;

 private:
  std::map<Key, Performance> figures_;
};

}  // namespace yachay::drift

#endif  // DRIFT_GROUPS_H_
