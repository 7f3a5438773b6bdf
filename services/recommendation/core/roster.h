#ifndef RECOMMENDATION_CORE_ROSTER_H_
#define RECOMMENDATION_CORE_ROSTER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace yachay::recommendation {

// When something was said: the later by event time counts, whatever came first.
struct Said {
  std::int64_t at_ms = 0;
  std::string event_id;

  bool operator<(const Said& other) const {
    return std::tie(at_ms, event_id) < std::tie(other.at_ms, other.event_id);
  }
};

enum class Purpose { kPersonalisation, kTraining };

// Who is in which classroom, and which consents were given, folded from the log of learner events: any order
// and any repetition of the same events gives the same roster. Thread-safe.
class Roster {
 public:
  void SetMember(const std::string& learner, const std::string& classroom, bool member, const Said& said);
  void SetConsent(const std::string& learner, Purpose purpose, bool granted, const Said& said);
  // Forgets the learner, and whatever is told of them later.
  void Erase(const std::string& learner);

  // Ascending ids; empty: nobody, or no such classroom.
  std::vector<std::string> LearnersOf(const std::string& classroom) const;
  std::vector<std::string> ClassroomsOf(const std::string& learner) const;
  // nullopt: nobody has said anything.
  std::optional<bool> ConsentOf(const std::string& learner, Purpose purpose) const;

 private:
  struct Fact {
    Said said;
    bool holds = false;
  };
  struct Learner {
    std::map<std::string, Fact> classrooms;
    std::map<Purpose, Fact> consents;
    bool erased = false;
  };
  // Whether the later word changed anything.
  static bool Say(Fact& fact, bool holds, const Said& said);

  mutable absl::Mutex mutex_;
  std::map<std::string, Learner> learners_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::set<std::string>> classrooms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_ROSTER_H_
