#include "service/certificate_expiry.h"

#include <fstream>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/metrics.h"
#include "service/server.h"
#include "service/test_certificates.h"
#include "testing/catch.h"

namespace yachay::service {
namespace {

std::string Text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Days from now on; the certificates of these tests are made with whole days.
int DaysLeft(absl::Time expiry) {
  return static_cast<int>(absl::ToDoubleHours(expiry - absl::Now() + absl::Hours(1)) / 24);
}

// -1: no such series.
int DaysLeft(Metrics& metrics, const std::string& certificate) {
  const std::string text = metrics.Scrape();
  const std::string series =
      absl::StrCat("yachay_tls_certificate_expiry_timestamp_seconds{certificate=\"", certificate, "\"} ");
  const size_t at = text.find(series);
  if (at == std::string::npos) return -1;
  double seconds = 0;
  const size_t begin = at + series.size();
  REQUIRE(absl::SimpleAtod(text.substr(begin, text.find('\n', begin) - begin), &seconds));
  return DaysLeft(absl::UnixEpoch() + absl::Seconds(seconds));
}

TEST_CASE("a chain ends with its first certificate, roots with the last") {
  const TestCertificates certificates("expiry");
  certificates.Issue("long", 30);
  certificates.Issue("short", 5);
  const std::string both = Text("expiry/long.crt") + Text("expiry/short.crt");
  CHECK(DaysLeft(*ChainExpiry(both)) == 5);
  CHECK(DaysLeft(*RootsExpiry(both)) == 30);
  CHECK(absl::IsInvalidArgument(ChainExpiry("no certificate").status()));
  CHECK(absl::IsInvalidArgument(RootsExpiry(Text("expiry/long.key")).status()));
}

TEST_CASE("the gauges follow a renewal: the file at once, what is served once it is taken up") {
  const TestCertificates certificates("expiry");
  certificates.Issue("server", 10);
  const bool mutual = GENERATE(true, false);
  Metrics metrics;
  ProcessOptions options;
  options.tls = certificates.Tls("server");
  if (!mutual) options.tls.ca_file.clear();
  auto server = Server::Start(options, {}, metrics);
  REQUIRE(server.ok());
  CHECK(DaysLeft(metrics, "served") == 10);
  CHECK(DaysLeft(metrics, "file") == 10);
  CHECK(DaysLeft(metrics, "roots") == (mutual ? 100 : -1));

  certificates.Issue("server", 90);
  CHECK(DaysLeft(metrics, "file") == 90);
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (DaysLeft(metrics, "served") != 90 && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(100));
  CHECK(DaysLeft(metrics, "served") == 90);

  std::ofstream("expiry/server.crt") << "half a certificate";
  CHECK(DaysLeft(metrics, "file") == 90);  // The last that was known.
  CHECK(DaysLeft(metrics, "served") == 90);
}

TEST_CASE("nobody there, and nobody who speaks TLS: an error, and no series in plain text") {
  Metrics metrics;
  auto plain = Server::Start({}, {}, metrics);
  REQUIRE(plain.ok());
  CHECK(DaysLeft(metrics, "served") == -1);
  const std::string address = absl::StrCat("127.0.0.1:", (*plain)->port());
  CHECK(absl::IsUnavailable(ServedExpiry(address, {}).status()));
  plain->reset();
  CHECK(absl::IsUnavailable(ServedExpiry(address, {}).status()));
}

}  // namespace
}  // namespace yachay::service
