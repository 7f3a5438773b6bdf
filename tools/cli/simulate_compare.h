// yachay simulate --compare: what our choice of lessons is worth beside others'.
#ifndef CLI_SIMULATE_COMPARE_H_
#define CLI_SIMULATE_COMPARE_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

struct CompareFlags {
  bool compare = false;
  bool equal_play = false;     // who enjoys it plays more, unless this is set: then only the choice differs
  bool success_model = false;  // ours with the model "success", trained on the past, in place of the formula
  double crammed = 0.4;        // compare/parameters.h
  size_t learners = 200;
  int weeks = 6;
  uint64_t seed = 1;
  int seeds = 3;

  // `this` must outlive the parsing.
  void AddTo(CLI::App& app);
};

// Plays them in this process, without services, and prints the figures.
absl::Status ComparePolicies(const CompareFlags& flags, Cli& cli);

}  // namespace yachay::cli

#endif  // CLI_SIMULATE_COMPARE_H_
