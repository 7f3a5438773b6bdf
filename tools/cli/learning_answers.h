// yachay learning answers: from the log of events to the file that fit and evaluate read.
#ifndef CLI_LEARNING_ANSWERS_H_
#define CLI_LEARNING_ANSWERS_H_

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "core/log_record.h"
#include "features/consent.h"

namespace yachay::cli {

// The answers of a replay of learner-events, each event once. Learners who withdrew the consent to training,
// or were erased, have none.
class AnswerCollector {
 public:
  explicit AnswerCollector(features::ConsentRule consent) : consent_(consent) {}

  void Add(const feature_store::LogRecord& record);

  // user_id,item_id,timestamp,correct,skill_id,choices: by learner, in the order of the log. Returns the
  // answers.
  std::size_t Write(std::ostream& out) const;

  std::size_t unreadable() const { return unreadable_; }
  std::size_t duplicates() const { return duplicates_; }

 private:
  struct Learner {
    std::set<features::EventId> known;
    std::vector<std::pair<std::int64_t, events::ItemAttempted>> answers;  // with their time in ms
    features::Latest<bool> training;
    bool erased = false;
  };

  const features::ConsentRule consent_;
  std::map<std::string, Learner> learners_;
  std::size_t unreadable_ = 0, duplicates_ = 0;
};

}  // namespace yachay::cli

#endif  // CLI_LEARNING_ANSWERS_H_
