// When certificates expire, and the gauges that say so.
#ifndef SERVICE_CERTIFICATE_EXPIRY_H_
#define SERVICE_CERTIFICATE_EXPIRY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/process_options.h"

namespace yachay::service {

class Metrics;

// A chain holds until the first of its certificates expires; a set of roots until the last one does. Of PEM
// text; INVALID_ARGUMENT when it holds no certificate.
absl::StatusOr<absl::Time> ChainExpiry(const std::string& pem);
absl::StatusOr<absl::Time> RootsExpiry(const std::string& pem);

// Of the chain that the server at `address` (host:port) shows now, learned by a TLS handshake in which `tls`
// is shown to it. Blocks, for a second or two at most when nobody answers. UNAVAILABLE with OpenSSL's reason.
absl::StatusOr<absl::Time> ServedExpiry(const std::string& address, const TlsOptions& tls);

// Keeps yachay_tls_certificate_expiry_timestamp_seconds{certificate}, in Unix time, true at every scrape:
//   served  what callers of `address`, this process's own port, are shown
//   file    what --tls-cert holds: shown to the services called, and served soon
//   roots   what --tls-ca holds: from then on nobody is trusted
// A series that was never known is not there; one that cannot be learned now keeps its value, and the log
// says why. Without TLS there is none.
void WatchCertificates(const TlsOptions& tls, const std::string& address, Metrics& metrics);

}  // namespace yachay::service

#endif  // SERVICE_CERTIFICATE_EXPIRY_H_
