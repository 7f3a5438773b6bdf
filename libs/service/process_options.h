// What every service can be told. Filled by Flags; read by Process.
#ifndef SERVICE_PROCESS_OPTIONS_H_
#define SERVICE_PROCESS_OPTIONS_H_

#include <string>

#include "absl/time/time.h"

namespace yachay::service {

// Files, so that no secret is on a command line. All empty: plain text.
struct TlsOptions {
  std::string cert_file;  // PEM chain that this process shows.
  std::string key_file;   // PEM key of cert_file.
  std::string ca_file;    // PEM roots that peers are checked against; given to a server, it asks clients for
                          // certificates.
  absl::Duration look_again = absl::Seconds(10);  // How often the files are read: rotation needs no restart.
};

// Whose tokens callers must show. Without keys_file none is asked for.
struct AuthOptions {
  std::string keys_file;  // JWK set of the issuer.
  std::string issuer;
  std::string audience = "yachay";
};

struct ProcessOptions {
  std::string listen = "127.0.0.1:0";  // gRPC, host:port; port 0 takes a free one.
  std::string admin = "127.0.0.1:0";   // Plain HTTP: /metrics, /livez, /readyz.
  std::string ports_file;  // Written once both listen: {"grpc":7101,"admin":9101}. Empty: not written.
  std::string log_level = "info";  // debug, info, warn or error.
  int threads = 0;                 // Of the executor; 0: as many as cores, 2 at least.
  int queue = 1000;                // Calls that may wait for the executor before RESOURCE_EXHAUSTED.
  absl::Duration drain_wait =
      absl::Seconds(2);  // Between NOT_SERVING and the end of new calls: clients move away.
  absl::Duration drain_deadline = absl::Seconds(10);  // For calls in flight.
  TlsOptions tls;
  AuthOptions auth;        // Asked of callers; needs TLS.
  std::string kafka_config;  // File of librdkafka properties, for TLS and SASL; see libs/kafka.
  std::string token_file;  // Bearer token that is shown to the services that this one calls; needs TLS.
};

}  // namespace yachay::service

#endif  // SERVICE_PROCESS_OPTIONS_H_
