#include "service/admin_server.h"

#include <arpa/inet.h>
#include <prometheus/counter.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/metrics.h"
#include "testing/catch.h"

namespace yachay::service {
namespace {

std::string Get(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  const std::string request = absl::StrCat("GET ", path, " HTTP/1.0\r\n\r\n");
  REQUIRE(write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t got; (got = read(fd, buffer, sizeof(buffer))) > 0;)
    answer.append(buffer, static_cast<size_t>(got));
  close(fd);
  return answer;
}

TEST_CASE("metrics, liveness and readiness over HTTP") {
  Metrics metrics;
  metrics.Counter("yachay_test_total", "Counted", {{"kind", "a"}}).Increment(3);
  std::atomic<bool> ready = false;
  auto server = AdminServer::Start("127.0.0.1:0", metrics, [&] {
    return ready ? absl::OkStatus() : absl::UnavailableError("no broker yet");
  });
  REQUIRE(server.ok());
  const int port = (*server)->port();
  CHECK(Get(port, "/livez").find(" 200 ") != std::string::npos);
  CHECK(Get(port, "/readyz").find(" 503 ") != std::string::npos);
  CHECK(Get(port, "/readyz").find("no broker yet") != std::string::npos);
  ready = true;
  CHECK(Get(port, "/readyz").find(" 200 ") != std::string::npos);
  CHECK(Get(port, "/metrics").find("yachay_test_total{kind=\"a\"} 3") != std::string::npos);

  auto second =
      AdminServer::Start(absl::StrCat("127.0.0.1:", port), metrics, [] { return absl::OkStatus(); });
  REQUIRE_FALSE(second.ok());
  CHECK(second.status().message().find("in use") != absl::string_view::npos);
}

}  // namespace
}  // namespace yachay::service
