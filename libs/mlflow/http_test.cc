#include "mlflow/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::mlflow {
namespace {

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
constexpr char kBusy[] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr char kCut[] = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nhel";

// Answers one connection after the other with the given bytes; "" leaves the caller waiting. A server that
// fails to order, which the real one does not.
class Answers {
 public:
  explicit Answers(std::vector<std::string> answers) : answers_(std::move(answers)) {
    listen_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{
        .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    REQUIRE(bind(listen_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    socklen_t length = sizeof(address);
    getsockname(listen_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    listen(listen_, 8);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Answers() { Stop(); }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_, "/x"); }
  // The requests that came, once nobody else may call.
  const std::vector<std::string>& Stop() {
    if (thread_.joinable()) {
      shutdown(listen_, SHUT_RDWR);
      thread_.join();
      close(listen_);
      for (const int caller : waiting_) close(caller);
    }
    return requests_;
  }

 private:
  void Serve() {
    for (const std::string& answer : answers_) {
      const int caller = accept(listen_, nullptr, nullptr);
      if (caller < 0) return;
      char buffer[4096];
      const ssize_t got = read(caller, buffer, sizeof(buffer));
      requests_.emplace_back(buffer, static_cast<size_t>(std::max<ssize_t>(got, 0)));
      if (answer.empty()) {
        waiting_.push_back(caller);
        continue;
      }
      (void)!write(caller, answer.data(), answer.size());
      close(caller);
    }
  }

  std::vector<std::string> answers_, requests_;
  std::vector<int> waiting_;
  int listen_ = -1;
  int port_ = 0;
  std::thread thread_;
};

HttpOptions Quick() { return {.backoff = absl::Milliseconds(1)}; }

TEST_CASE("a call that may be repeated is tried again after a 503 and after a break") {
  Answers server({kBusy, kCut, kOk});
  const HttpClient client(Quick());
  const auto answer = client.Send({.method = "GET", .url = server.url(), .repeatable = true});
  REQUIRE(answer.ok());
  CHECK(answer->status == 200);
  CHECK(answer->body == "hello");
  CHECK(server.Stop().size() == 3);
}

TEST_CASE("the last 503 is the answer, and a call that may not be repeated is made once") {
  Answers server({kBusy, kBusy, kBusy, kBusy, kCut});
  const HttpClient client(Quick());
  CHECK(client.Send({.method = "GET", .url = server.url(), .repeatable = true})->status == 503);
  CHECK(client.Send({.method = "POST", .url = server.url(), .body = "{}"})->status == 503);
  const auto broken = client.Send({.method = "POST", .url = server.url(), .body = "{}"});
  CHECK(absl::IsUnavailable(broken.status()));
  CHECK(server.Stop().size() == 5);
}

TEST_CASE("a server that says nothing is given up, and said to be late") {
  Answers server({""});
  HttpOptions options = Quick();
  options.timeout = absl::Milliseconds(50);
  const HttpClient client(options);
  const auto late = client.Send({.method = "GET", .url = server.url(), .repeatable = true});
  CHECK(absl::IsDeadlineExceeded(late.status()));
  CHECK(server.Stop().size() == 1);
}

TEST_CASE("the authorization goes to the server and into no message") {
  Answers server({kOk, kCut});
  HttpOptions options = Quick();
  options.authorization = "Bearer secret";
  options.tries = 1;
  const HttpClient client(options);
  REQUIRE(client.Send({.method = "GET", .url = server.url()}).ok());
  const auto broken = client.Send({.method = "GET", .url = server.url()});
  CHECK(broken.status().message().find("secret") == absl::string_view::npos);
  CHECK(server.Stop().front().find("Authorization: Bearer secret\r\n") != std::string::npos);
}

TEST_CASE("an answer that is too long is refused") {
  Answers server({kOk});
  HttpOptions options = Quick();
  options.max_bytes = 4;
  CHECK(absl::IsResourceExhausted(HttpClient(options).Send({.method = "GET", .url = server.url()}).status()));
}

TEST_CASE("only http and https are spoken") {
  CHECK(absl::IsInvalidArgument(
      HttpClient(Quick()).Send({.method = "GET", .url = "file:///etc/hostname"}).status()));
}

TEST_CASE("a path or query escapes everything that has a meaning there") {
  CHECK(EscapeUrl("a-b_c.d~1") == "a-b_c.d~1");
  CHECK(EscapeUrl("name='x' /?&%ñ") == "name%3d%27x%27%20%2f%3f%26%25%c3%b1");
}

}  // namespace
}  // namespace yachay::mlflow
