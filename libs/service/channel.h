// Both sides of a gRPC connection: how clients make channels, and what servers allow to match.
#ifndef SERVICE_CHANNEL_H_
#define SERVICE_CHANNEL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/process_options.h"

namespace grpc {
class Channel;
class ServerBuilder;
}  // namespace grpc

namespace yachay::service {

// To `address` (host:port, resolved again at most every 5 s, or ipv4:host:port,host:port…), round robin over
// what the name resolves to, only to backends whose health is SERVING, retrying UNAVAILABLE alone (4 tries,
// throttled). Connects when first used. The error says which file of `tls` cannot be read. With token_file
// each call shows that bearer token (TLS only).
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& address,
                                                           const TlsOptions& tls = {},
                                                           const std::string& token_file = "");

// Connection age and keepalive that the channels above expect, and no port sharing: a second instance fails
// to listen.
void ConfigureServer(grpc::ServerBuilder& builder);

}  // namespace yachay::service

#endif  // SERVICE_CHANNEL_H_
