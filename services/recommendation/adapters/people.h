// The parts that tell how learners are doing, wired: who is where, from the log → the progress service.
#ifndef RECOMMENDATION_ADAPTERS_PEOPLE_H_
#define RECOMMENDATION_ADAPTERS_PEOPLE_H_

#include <memory>
#include <string>

#include "adapters/ground.h"
#include "adapters/people_log.h"
#include "adapters/play_access.h"
#include "adapters/progress_rpc.h"

namespace yachay::recommendation {

class People {
 public:
  // model: of the forecast, name@alias; on_new: as PeopleLog's. The errors of PeopleLog::Create. next_items
  // outlives it.
  static absl::StatusOr<std::unique_ptr<People>> Create(const Ground& ground, const NextItems& next_items,
                                                        const std::string& model, PeopleLog::OnNew on_new);

  ProgressRpc& rpc() { return *rpc_; }
  Enrolment enrolment() const {
    return {&roster_, [log = log_.get()] { return log->ready(); }};
  }
  void Start() { log_->Start(); }
  void Stop() { log_->Stop(); }

 private:
  People() = default;

  Roster roster_;
  std::unique_ptr<PeopleLog> log_;
  std::unique_ptr<ProgressRpc> rpc_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PEOPLE_H_
