// A certificate authority for tests, made with the openssl command: certificates for localhost and 127.0.0.1.
#ifndef SERVICE_TEST_CERTIFICATES_H_
#define SERVICE_TEST_CERTIFICATES_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/process_options.h"
#include "testing/catch.h"

namespace yachay::service {

class TestCertificates {
 public:
  explicit TestCertificates(std::string folder) : folder_(std::move(folder)) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 100 -subj /CN=test-ca -keyout "
        "ca.key -out ca.crt");
  }

  // Writes NAME.crt and NAME.key, over those that may be there. `days` may be 0: expired at once.
  void Issue(const std::string& name, int days = 2) const {
    Run(absl::StrCat("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=", name,
                     " -keyout new.key -out new.csr"));
    std::ofstream(folder_ + "/san") << "subjectAltName=DNS:localhost,IP:127.0.0.1\n";
    Run(absl::StrCat("x509 -req -in new.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days ", days,
                     " -extfile san -out new.crt"));
    // The key first: a watcher that reads between the two finds a pair that does not fit, and looks again.
    std::filesystem::rename(folder_ + "/new.key", absl::StrCat(folder_, "/", name, ".key"));
    std::filesystem::rename(folder_ + "/new.crt", absl::StrCat(folder_, "/", name, ".crt"));
  }

  TlsOptions Tls(const std::string& name) const {
    return {.cert_file = absl::StrCat(folder_, "/", name, ".crt"),
            .key_file = absl::StrCat(folder_, "/", name, ".key"),
            .ca_file = folder_ + "/ca.crt",
            .look_again = absl::Seconds(1)};
  }

 private:
  void Run(const std::string& command) const {
    REQUIRE(std::system(absl::StrCat("cd ", folder_, " && openssl ", command, " 2>openssl.log").c_str()) ==
            0);
  }
  const std::string folder_;
};

}  // namespace yachay::service

#endif  // SERVICE_TEST_CERTIFICATES_H_
