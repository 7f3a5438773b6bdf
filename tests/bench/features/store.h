#ifndef BENCH_FEATURES_STORE_H_
#define BENCH_FEATURES_STORE_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/grpc_feature_store.h"
#include "core/generations.h"

namespace yachay::bench {

std::string LearnerId(int number);

// A feature store behind gRPC on 127.0.0.1, filled without a broker.
class FilledStore {
 public:
  // Begins with an empty folder. calibration: the JSON of one; empty: none.
  explicit FilledStore(const std::string& folder, std::size_t cached_states = 20'000,
                       const std::string& calibration = "");
  ~FilledStore();

  // Applies `per_learner` events of each of learners [first, last), in batches of 500 of mixed learners.
  // Returns seconds of applying alone.
  double Fill(int first, int last, int per_learner);

  const std::string& address() const { return address_; }
  kv::Store& kv() { return generations_->current()->kv(); }

 private:
  service::Metrics metrics_;
  service::Executor executor_{2, 100};
  std::unique_ptr<feature_store::Generations> generations_;
  std::unique_ptr<kafka::Producer> producer_;
  std::unique_ptr<feature_store::DeadLetters> dead_letters_;
  feature_store::Probe probe_;
  std::unique_ptr<feature_store::LogFollower> follower_;  // never started
  std::unique_ptr<feature_store::GrpcFeatureStore> rpc_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::int64_t next_offset_ = 0;
};

}  // namespace yachay::bench

#endif  // BENCH_FEATURES_STORE_H_
