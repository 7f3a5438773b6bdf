// Answers from a file, learner by learner.
#ifndef CLI_LEARNING_DATA_H_
#define CLI_LEARNING_DATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "learning/history.h"

namespace yachay::cli {

struct AnswerData {
  std::string path;
  std::string fingerprint;  // "sha256:…" of the file
  std::vector<learning::History> histories;
  size_t answers = 0;
  size_t skills = 0;  // different ones
  size_t items = 0;
};

// Columns user_id, item_id, timestamp (seconds since any origin), correct (0 or 1), skill_id (several: with
// ';' between; empty: none) and, if there, choices
// (to choose among; below 2 or empty: free input); separated by tabs when the first line holds one, else by
// commas; other columns are ignored. A learner's answers are taken by time, and in the order of the file at
// the same time. One row is one answer, however many skills it has; files that repeat an answer for each of
// its skills need a column order_id: rows of one learner with the same one are joined.
//
// NotFound: no such file or column. InvalidArgument says file, line, column, what stood there and what was
// expected.
absl::StatusOr<AnswerData> ReadAnswers(const std::string& path);

std::vector<const learning::History*> Pointers(const std::vector<learning::History>& histories);

}  // namespace yachay::cli

#endif  // CLI_LEARNING_DATA_H_
