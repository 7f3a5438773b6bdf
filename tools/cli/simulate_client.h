#ifndef CLI_SIMULATE_CLIENT_H_
#define CLI_SIMULATE_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/simulate_life.h"
#include "cli/simulate_sender.h"

namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc
namespace yachay::inference::v1 {
class PredictRequest;
class PredictResponse;
}  // namespace yachay::inference::v1
namespace yachay::recommendation::v1 {
class RecommendRequest;
class RecommendResponse;
}  // namespace yachay::recommendation::v1

namespace yachay::simulate {

// A game server's connection to one address. Tries nothing again by itself, so that the caller counts every
// try; after a loss it connects again within a second. Every call has a deadline of 10 s. Thread-safe.
class Client {
 public:
  // Null credentials: plain text.
  explicit Client(const std::string& address,
                  const std::shared_ptr<grpc::ChannelCredentials>& credentials = nullptr);
  ~Client();

  Attempt Publish(const yachay::ingestion::v1::PublishRequest& request,
                  yachay::ingestion::v1::PublishResponse& response);
  Attempt Predict(const yachay::inference::v1::PredictRequest& request,
                  yachay::inference::v1::PredictResponse& response);
  Attempt Recommend(const yachay::recommendation::v1::RecommendRequest& request,
                    yachay::recommendation::v1::RecommendResponse& response);
  // Everything that is published in the catalogue, as lessons. The error says which call failed.
  absl::StatusOr<std::vector<Lesson>> Lessons();

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_CLIENT_H_
