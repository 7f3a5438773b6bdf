#ifndef CLI_COMPARE_COMPARE_H_
#define CLI_COMPARE_COMPARE_H_

#include <string>
#include <vector>

#include "cli/compare/policies.h"

// Policies against each other: the same children, each starting again from the same chance, under each
// policy.
namespace yachay::compare {

struct Options {
  int weeks = 6;
  std::uint64_t seed = 1;
  Parameters parameters;
  double download_seconds = 20;  // the longest wait for a lesson
  TrainSuccess train_success = {};
};

// What became of one child under one policy.
struct Result {
  int mastered_before = 0, mastered = 0;  // lessons, at the end: what was forgotten does not count
  double hours = 0;                       // played, waiting included
  double megabytes = 0;                   // downloaded
  bool stayed = false;                    // played in the last week
  bool on_2g = false;                     // or slower
  double start = 0;                       // share of the course mastered before
};

// By policy, then by child, in the order of the profiles.
using Results = std::vector<std::vector<Result>>;

struct Run {
  std::vector<std::string> policies;
  Results results;
  std::vector<Result> clairvoyant;  // under a choice that sees the child (Child::Best): what there is to gain
};

// The course's true difficulties are drawn from the seed. Half as many other children play at random first:
// the past that popularity and ours learn from.
Run Compare(Course course, const std::vector<Profile>& profiles, const std::vector<Profile>& before,
            const Options& options);

}  // namespace yachay::compare

#endif  // CLI_COMPARE_COMPARE_H_
