#ifndef BENCH_RECOMMEND_NEIGHBOURS_H_
#define BENCH_RECOMMEND_NEIGHBOURS_H_

#include <memory>
#include <string>
#include <vector>

// The services that a recommendation asks, real ones behind gRPC on 127.0.0.1. Each is made in a file of its
// own: the services' folders have the same names (core/, adapters/), so no file may see two of them.
namespace yachay::bench {

// A feature store of `learners` learners named LearnerName(0…), each with `events` events, folded under a
// calibration, given as JSON.
class KnownLearners {
 public:
  KnownLearners(const std::string& folder, int learners, int events, const std::string& calibration);
  ~KnownLearners();
  const std::string& address() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

std::string LearnerName(int number);

// Inference with an engagement model of 300 trees, a ranker of 100 trees and a success model of 500 trees
// over features of these names, the last of which says that it was trained under the calibration of this
// fingerprint.
class Models {
 public:
  Models(const std::string& feature_store, const std::vector<std::string>& ranker_features,
         const std::vector<std::string>& success_features, const std::string& calibration);
  ~Models();
  std::string address() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace yachay::bench

#endif  // BENCH_RECOMMEND_NEIGHBOURS_H_
