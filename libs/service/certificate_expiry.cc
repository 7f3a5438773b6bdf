#include "service/certificate_expiry.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <prometheus/gauge.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/log.h"
#include "service/metrics.h"
#include "service/tls.h"

namespace yachay::service {
namespace {

constexpr char kName[] = "yachay_tls_certificate_expiry_timestamp_seconds";
constexpr char kHelp[] = "When the certificate expires (notAfter), in Unix time";
constexpr timeval kPatience = {.tv_sec = 1, .tv_usec = 0};

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

absl::Time NotAfter(const X509* certificate) {
  std::tm utc = {};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &utc);
  return absl::FromTimeT(timegm(&utc));
}

std::vector<absl::Time> AllOf(const std::string& pem) {
  const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
  std::vector<absl::Time> found;
  while (
      const Certificate certificate{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), &X509_free}) {
    found.push_back(NotAfter(certificate.get()));
  }
  ERR_clear_error();  // That the text ends is one.
  return found;
}

absl::Status NoCertificate() {
  return absl::InvalidArgumentError("expected a certificate in PEM, found none");
}

absl::Status Failed(const std::string& address, const char* what) {
  char reason[256] = "no answer";
  if (const auto code = ERR_get_error(); code != 0) ERR_error_string_n(code, reason, sizeof(reason));
  ERR_clear_error();
  return absl::UnavailableError(absl::StrCat(address, ": ", what, ": ", reason));
}

// As a gRPC client would come: HTTP/2, with a certificate where there is one. What is shown is read, not
// trusted.
Context MakeContext(const TlsOptions& tls) {
  Context context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  static constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kHttp2, sizeof(kHttp2));
  if (!tls.cert_file.empty()) {
    SSL_CTX_use_certificate_chain_file(context.get(), tls.cert_file.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), tls.key_file.c_str(), SSL_FILETYPE_PEM);
    ERR_clear_error();  // A pair that is half replaced is shown next time.
  }
  return context;
}

absl::StatusOr<absl::Time> FromFile(const std::string& path,
                                    absl::StatusOr<absl::Time> (*expiry)(const std::string&)) {
  const auto pem = ReadSecretFile(path);
  return pem.ok() ? expiry(*pem) : pem.status();
}

void Tell(Metrics& metrics, const std::string& certificate, const absl::StatusOr<absl::Time>& expiry) {
  if (expiry.ok()) {
    metrics.Gauge(kName, kHelp, {{"certificate", certificate}})
        .Set(absl::ToDoubleSeconds(*expiry - absl::UnixEpoch()));
  } else {
    LogWarn("expiry of a certificate not learned",
            {{"certificate", certificate}, {"reason", expiry.status().message()}});
  }
}

}  // namespace

absl::StatusOr<absl::Time> ChainExpiry(const std::string& pem) {
  const auto all = AllOf(pem);
  if (all.empty()) return NoCertificate();
  return *std::min_element(all.begin(), all.end());
}

absl::StatusOr<absl::Time> RootsExpiry(const std::string& pem) {
  const auto all = AllOf(pem);
  if (all.empty()) return NoCertificate();
  return *std::max_element(all.begin(), all.end());
}

absl::StatusOr<absl::Time> ServedExpiry(const std::string& address, const TlsOptions& tls) {
  const Context context = MakeContext(tls);
  const Bio socket(BIO_new_connect(address.c_str()), &BIO_free_all);
  if (BIO_do_connect(socket.get()) <= 0) return Failed(address, "cannot be connected to");
  int descriptor = -1;
  BIO_get_fd(socket.get(), &descriptor);
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof(kPatience));

  const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), &SSL_free);
  BIO_up_ref(socket.get());
  SSL_set_bio(session.get(), socket.get(), socket.get());
  if (SSL_connect(session.get()) != 1) return Failed(address, "no TLS handshake");
  const auto* chain = SSL_get_peer_cert_chain(session.get());
  absl::Time expiry = absl::InfiniteFuture();
  for (int i = 0; i < sk_X509_num(chain); ++i) expiry = std::min(expiry, NotAfter(sk_X509_value(chain, i)));
  SSL_shutdown(session.get());
  return expiry;
}

void WatchCertificates(const TlsOptions& tls, const std::string& address, Metrics& metrics) {
  if (tls.cert_file.empty() && tls.ca_file.empty()) return;
  metrics.OnScrape([tls, address, &metrics] {
    if (!tls.cert_file.empty()) {
      Tell(metrics, "file", FromFile(tls.cert_file, &ChainExpiry));
      Tell(metrics, "served", ServedExpiry(address, tls));
    }
    if (!tls.ca_file.empty()) Tell(metrics, "roots", FromFile(tls.ca_file, &RootsExpiry));
  });
}

}  // namespace yachay::service
