// What the subcommands of `yachay play` share.
#ifndef TOOLS_CLI_PLAY_OPTIONS_H_
#define TOOLS_CLI_PLAY_OPTIONS_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "yachay/gamification/v1/gamification.grpc.pb.h"

namespace yachay::cli {

struct Cli;

struct PlayOptions {
  std::string address = "127.0.0.1:7104";
  std::string learner, week, language = "es";
  unsigned count = 10, items = 3;
  double timeout_s = 10, for_s = 0;  // for_s: of watch; 0: no limit, as with rewards
  std::uint64_t rewards = 0;
};

absl::StatusOr<std::unique_ptr<gamification::v1::Gamification::Stub>> ConnectToPlay(
    const PlayOptions& options, const Cli& cli);
absl::Status PlayError(const grpc::Status& status, const PlayOptions& options);

// With the names of the proto, fields without a value too.
nlohmann::ordered_json JsonOf(const google::protobuf::Message& message);

// Until as many rewards as asked for have come, or the time is over. A stream that ends UNAVAILABLE goes on
// where it was.
absl::Status WatchPlay(const PlayOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_PLAY_OPTIONS_H_
