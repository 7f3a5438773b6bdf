#ifndef RECOMMENDATION_CORE_DEMAND_H_
#define RECOMMENDATION_CORE_DEMAND_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/catalog_entry.h"
#include "delivery/device.h"

namespace yachay::recommendation {

// Who asks: learners that the same content serves.
struct LearnerGroup {
  std::string language;  // without region
  int grade = 0;         // 0: not known
  delivery::DeviceClass device = delivery::DeviceClass::kMiddle;

  bool operator<(const LearnerGroup& other) const {
    return std::tie(language, grade, device) < std::tie(other.language, other.grade, other.device);
  }
};

// One answer, as the log of recommendations tells it.
struct Asked {
  LearnerGroup group;
  std::vector<std::string> skills;  // that were asked for; empty: any
  bool shortened = false;           // fewer items were found than asked for
};

struct DemandCounts {
  std::map<LearnerGroup, std::map<std::string, std::uint64_t>> by_skill;  // "": asked for none
  std::uint64_t answers = 0;
  std::uint64_t shortened = 0;
};

// What learners asked for lately. Thread-safe. Holds at most kMostCells counts; what would need more is left
// out, so that made-up languages and skills cannot fill the memory.
class Demand {
 public:
  static constexpr std::size_t kMostCells = 50'000;

  void Add(const Asked& asked);
  DemandCounts Counts() const;

 private:
  mutable absl::Mutex mutex_;
  DemandCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::size_t cells_ ABSL_GUARDED_BY(mutex_) = 0;
};

struct Gap {
  std::string skill;
  LearnerGroup group;
  std::uint64_t demand = 0;  // answers
  int items = 0;             // published ones that this group can be given
  int missing = 0;           // the wanted less these
};

struct GapQuery {
  int wanted = 5;  // items that a learner should find for a skill
  std::size_t count = 50;
  std::string language;  // without region; empty: all
};

// Where fewer than the wanted items are published for a skill, widest (demand × missing) first. Who asked for
// no skill asked for each that some published item, of any language, exercises at the grade. A device is
// taken as a usual one of its class (512 MiB, 2 GiB, 8 GiB). Looks at
// the 300 groups that asked most.
std::vector<Gap> FindGaps(const Entries& published, const DemandCounts& demand, const GapQuery& query);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_DEMAND_H_
