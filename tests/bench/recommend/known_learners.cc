#include "bench/features/store.h"
#include "bench/recommend/neighbours.h"

namespace yachay::bench {

struct KnownLearners::Parts {
  FilledStore store;
};

KnownLearners::KnownLearners(const std::string& folder, int learners, int events,
                             const std::string& calibration)
    : parts_(new Parts{FilledStore(folder, 20'000, calibration)}) {
  parts_->store.Fill(0, learners, events);
}

KnownLearners::~KnownLearners() = default;
const std::string& KnownLearners::address() const { return parts_->store.address(); }
std::string LearnerName(int number) { return LearnerId(number); }

}  // namespace yachay::bench
